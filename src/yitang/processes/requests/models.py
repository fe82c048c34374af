"""Table of requests. What was asked and answered lies encrypted."""

from django.db import models


class Request(models.Model):
    """A request of a person about his data. ``erased``: rows that went, by part. ``log_id``: the row of the log that ended it."""

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=24, unique=True, db_collation="C")
    person_id = models.UUIDField()
    kind = models.CharField(max_length=8)
    channel = models.CharField(max_length=6)
    identity = models.CharField(max_length=10)
    office_id = models.UUIDField()
    said_cipher = models.BinaryField(null=True)
    state = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    asked_account = models.UUIDField(null=True)
    answer_cipher = models.BinaryField(null=True)
    ground = models.CharField(max_length=20, default="")
    erased = models.JSONField()
    ended_at = models.DateTimeField(null=True)
    answered_account = models.UUIDField(null=True)
    answered_person = models.UUIDField(null=True)
    log_id = models.UUIDField(null=True)

    class Meta:
        db_table = "requests_request"
        constraints = [
            models.UniqueConstraint(fields=["person_id", "kind"], condition=models.Q(state="open"), name="one_open_request_of_a_kind"),
            models.CheckConstraint(condition=models.Q(kind__in=["copy", "correct", "delete"]), name="request_kind_is_known"),
            models.CheckConstraint(condition=models.Q(state__in=["open", "answered", "refused", "withdrawn"]), name="request_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(channel="phone", identity="code", asked_account__isnull=True)
                | models.Q(channel="desk", identity="in_person", asked_account__isnull=False),
                name="a_request_says_how_the_person_was_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "withdrawn"], answered_person__isnull=True)
                | models.Q(state__in=["answered", "refused"], answered_person__isnull=False, ended_at__isnull=False),
                name="an_answer_has_its_officer",
            ),
            models.CheckConstraint(condition=~models.Q(answered_person=models.F("person_id")), name="nobody_answers_his_own_request"),
            models.CheckConstraint(condition=~models.Q(state="refused") | ~models.Q(ground=""), name="a_refused_request_names_its_ground"),
        ]
        indexes = [
            models.Index(fields=["office_id", "due_on"], condition=models.Q(state="open"), name="requests_request_open"),
            models.Index(fields=["person_id"], name="requests_request_person"),
        ]
