"""Table of runs: one for each hour, so that two workers do not do the same, and one that was cut off is gone on with."""

from django.db import models


class Run(models.Model):
    """What a run has forgotten so far, by rule; over once ``ended_at`` is set. ``slot``: its hour, in real time, UTC."""

    id = models.UUIDField(primary_key=True)
    slot = models.DateTimeField(unique=True)
    counts = models.JSONField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "retention_run"
