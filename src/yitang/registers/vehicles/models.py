"""Tables of vehicles."""

from django.db import models
from django.db.models.fields.json import KeyTextTransform

from yitang.platform.database.facts import CURRENT, Fact


class Vehicle(models.Model):
    """A motor vehicle (机动车) by its VIN."""

    id = models.UUIDField(primary_key=True)
    vin = models.CharField(max_length=17, unique=True, db_collation="C")

    class Meta:
        db_table = "vehicles_vehicle"


class VehicleFact(Fact):
    """A fact about a vehicle; the kinds stand in ``domain.KINDS``."""

    vehicle = models.ForeignKey(Vehicle, models.PROTECT)

    class Meta:
        db_table = "vehicles_fact"
        constraints = [models.UniqueConstraint(fields=["vehicle", "kind"], condition=CURRENT, name="one_current_fact_of_a_vehicle")]
        indexes = [
            models.Index(fields=["vehicle", "kind"], name="vehicles_fact_vehicle"),
            # The public page asks by the serial number of a vehicle licence.
            models.Index(KeyTextTransform("serial", "value"), name="vehicles_fact_serial", condition=models.Q(kind="licence")),
        ]


class Plate(models.Model):
    """A plate number (号牌号码) of a kind on a vehicle, from a day to a day."""

    id = models.UUIDField(primary_key=True)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT)
    kind = models.CharField(max_length=12)
    number = models.CharField(max_length=10, db_collation="C")
    true_from = models.DateField()
    true_to = models.DateField(null=True)
    known_at = models.DateTimeField()
    act_id = models.UUIDField()

    class Meta:
        db_table = "vehicles_plate"
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], condition=models.Q(true_to__isnull=True), name="plate_has_one_holder"),
            models.UniqueConstraint(fields=["vehicle"], condition=models.Q(true_to__isnull=True), name="vehicle_has_one_plate"),
        ]


class MortgageEntry(models.Model):
    """The serial of each entry on a registration certificate: never given twice, and what a public page asks about.

    ``releases``: of an entry that ends a mortgage, the serial of the one that it ends. No foreign key: an entry that came with the
    register has a serial and no row here.
    """

    serial = models.CharField(primary_key=True, max_length=32, db_collation="C")
    vehicle = models.ForeignKey(Vehicle, models.PROTECT)
    act_id = models.UUIDField()
    releases = models.CharField(max_length=32, null=True, db_collation="C")

    class Meta:
        db_table = "vehicles_mortgage_entry"
        constraints = [models.UniqueConstraint(fields=["releases"], name="a_mortgage_is_released_once")]
