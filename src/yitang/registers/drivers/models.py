"""Tables of drivers."""

from django.db import models
from django.db.models.fields.json import KeyTextTransform

from yitang.platform.database.facts import CURRENT, Fact


class Licence(models.Model):
    """A driving licence (驾驶证) with its archive number."""

    id = models.UUIDField(primary_key=True)
    person_id = models.UUIDField(unique=True)
    archive_number = models.CharField(max_length=12, unique=True, db_collation="C")

    class Meta:
        db_table = "drivers_licence"


class LicenceFact(Fact):
    """A fact about a licence: classes, term, status, cycles, open matters, document, medical."""

    licence = models.ForeignKey(Licence, models.PROTECT)

    class Meta:
        db_table = "drivers_fact"
        constraints = [models.UniqueConstraint(fields=["licence", "kind"], condition=CURRENT, name="one_current_fact_of_a_licence")]
        indexes = [
            models.Index(fields=["licence", "kind"], name="drivers_fact_licence"),
            # The public page asks by the serial number of a document.
            models.Index(KeyTextTransform("serial", "value"), name="drivers_fact_serial", condition=models.Q(kind="document")),
        ]
