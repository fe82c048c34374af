"""Tables: what is to be told, and the last number told in each topic."""

from django.db import models


class Outbox(models.Model):
    """One piece of news. ``n`` is given by the sequencer after commit, so no act waits for another in its topic."""

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=80, db_collation="C")
    n = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=40)
    payload = models.JSONField()
    act_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "live_outbox"
        constraints = [models.UniqueConstraint(fields=["topic", "n"], name="topic_numbers_have_no_twin")]
        indexes = [models.Index(fields=["id"], condition=models.Q(n__isnull=True), name="live_outbox_unnumbered")]


class Topic(models.Model):
    """The last number of a topic; written by the one sequencer only."""

    topic = models.CharField(max_length=80, primary_key=True, db_collation="C")
    last_n = models.BigIntegerField()

    class Meta:
        db_table = "live_topic"
