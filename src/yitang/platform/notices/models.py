"""Tables of notices. Full number and text lie encrypted, and are erased once nobody needs them any more."""

from django.db import models


class Notice(models.Model):
    """One message to one phone. Its id is the key under which the gateway takes it once.

    ``created_at`` is the shared clock, all other times are real: a message does not travel at 60 ×.
    """

    id = models.UUIDField(primary_key=True)
    person_id = models.UUIDField(null=True)
    template = models.CharField(max_length=30, db_collation="C")
    dedupe = models.CharField(max_length=120, unique=True, db_collation="C")
    phone_masked = models.CharField(max_length=20)
    phone_cipher = models.BinaryField(null=True)
    text_cipher = models.BinaryField(null=True)
    state = models.CharField(max_length=10)
    tries = models.SmallIntegerField(default=0)
    fault = models.CharField(max_length=20, default="")
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    trace_id = models.UUIDField(null=True)

    class Meta:
        db_table = "notices_notice"
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=["queued", "sent", "failed", "withheld"]), name="notice_state_is_known"),
            models.CheckConstraint(
                condition=~models.Q(state="queued") | models.Q(phone_cipher__isnull=False, text_cipher__isnull=False),
                name="a_queued_notice_has_number_and_text",
            ),
        ]
        indexes = [models.Index(fields=["next_try_at"], condition=models.Q(state="queued"), name="notices_notice_due")]


class Delivered(models.Model):
    """The local phone of the demo: what arrived, once for each key."""

    key = models.UUIDField(primary_key=True)
    template = models.CharField(max_length=30, db_collation="C")
    phone_masked = models.CharField(max_length=20)
    text_cipher = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        db_table = "notices_delivered"
        indexes = [models.Index(fields=["at"], name="notices_delivered_at")]
