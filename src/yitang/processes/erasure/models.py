"""Table of erasures."""

from django.db import models
from django.db.models import F, Q


class Request(models.Model):
    """Somebody asked that what the log says about a person be erased, and what became of it. Says nothing of the person but its id."""

    id = models.UUIDField(primary_key=True)
    person_id = models.UUIDField()
    office_id = models.UUIDField()
    ground = models.CharField(max_length=10)
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=8)
    asked_account = models.UUIDField()
    asked_person = models.UUIDField()
    asked_at = models.DateTimeField()
    asked_log = models.UUIDField()
    decided_account = models.UUIDField(null=True)
    decided_person = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_reason = models.CharField(max_length=200)
    decided_log = models.UUIDField(null=True)
    keys = models.IntegerField(default=0)

    class Meta:
        db_table = "erasure_request"
        constraints = [
            models.CheckConstraint(name="erasure_state_is_known", condition=Q(state__in=["waiting", "erased", "refused"])),
            models.CheckConstraint(name="erasure_ground_is_known", condition=Q(ground__in=["purpose", "period", "consent", "unlawful", "other"])),
            models.CheckConstraint(
                name="an_erasure_needs_two_people",
                condition=Q(state="waiting", decided_person=None, decided_log=None)
                | (~Q(state="waiting") & Q(decided_person__isnull=False, decided_log__isnull=False) & ~Q(decided_person=F("asked_person"))),
            ),
            models.CheckConstraint(
                name="nobody_erases_himself",
                condition=~Q(asked_person=F("person_id")) & (Q(decided_person=None) | ~Q(decided_person=F("person_id"))),
            ),
            models.UniqueConstraint(fields=["person_id"], condition=Q(state="waiting"), name="one_waiting_erasure_of_a_person"),
        ]
        indexes = [models.Index(fields=["office_id", "asked_at"], name="erasure_request_office")]
