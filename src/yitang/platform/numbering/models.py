"""The table of numbering."""

from django.db import models


class Series(models.Model):
    """The last number that was given in a series and period."""

    pk = models.CompositePrimaryKey("series", "period")
    series = models.CharField(max_length=60, db_collation="C")
    period = models.CharField(max_length=10, db_collation="C")
    last = models.BigIntegerField()

    class Meta:
        db_table = "numbering_series"
        constraints = [models.CheckConstraint(condition=models.Q(last__gt=0), name="numbers_begin_at_one")]
