"""Tables: the shared clock, and the answers already given for a key."""

from django.db import models


class Clock(models.Model):
    """The one virtual clock: at ``real_anchor`` it showed ``virtual_anchor`` and runs ``rate`` times as fast."""

    id = models.SmallIntegerField(primary_key=True)
    real_anchor = models.DateTimeField()
    virtual_anchor = models.DateTimeField()
    rate = models.FloatField()

    class Meta:
        db_table = "database_clock"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_clock"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="the_clock_runs_forward"),
        ]


class Once(models.Model):
    """The answer given to one key of one principal: the second request with it gets this and has no effect."""

    id = models.BigAutoField(primary_key=True)
    principal = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    route = models.CharField(max_length=200)
    body_digest = models.BinaryField()
    status = models.SmallIntegerField(null=True)
    body = models.TextField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "database_once"
        constraints = [models.UniqueConstraint(fields=["principal", "key"], name="one_effect_for_one_key")]
