"""Tables of guidance. Nothing here names a person: answers are what somebody said, not what a register holds."""

from django.db import models


class Consultation(models.Model):
    """A question that was answered: the thread from question to archive begins here (首问负责)."""

    id = models.UUIDField(primary_key=True)
    trace_id = models.UUIDField()
    channel = models.CharField(max_length=10)
    business = models.CharField(max_length=20)
    session_id = models.UUIDField(null=True)
    hall_id = models.UUIDField(null=True)
    account_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "guidance_consultation"


class Precheck(models.Model):
    """A check before a number: what was said, and the one list of what is missing."""

    id = models.UUIDField(primary_key=True)
    consultation = models.ForeignKey(Consultation, models.PROTECT)
    answers = models.JSONField()
    findings = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        db_table = "guidance_precheck"
