"""Table of changes. Times are real time, as with grants; the day of effect is the office's."""

from django.db import models


class Change(models.Model):
    """A change by two people: what a thing was and becomes, from which day, who asked and who decided. Rows are never removed."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20, db_collation="C")
    subject = models.CharField(max_length=120, db_collation="C")
    was = models.JSONField(null=True)
    becomes = models.JSONField(null=True)
    effective_from = models.DateField()
    reason = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    state = models.CharField(max_length=10)
    asked_account_id = models.UUIDField()
    asked_person = models.UUIDField()
    asked_at = models.DateTimeField()
    asked_log = models.UUIDField()
    decided_account_id = models.UUIDField(null=True)
    decided_person = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_reason = models.CharField(max_length=200)
    decided_log = models.UUIDField(null=True)

    class Meta:
        db_table = "changes_change"
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=["waiting", "confirmed", "refused", "withdrawn", "lapsed"]), name="change_state_is_known"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["confirmed", "refused"])
                | models.Q(decided_person__isnull=False) & ~models.Q(decided_person=models.F("asked_person")),
                name="a_change_needs_two_people",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="withdrawn") | models.Q(decided_person=models.F("asked_person")), name="a_change_is_taken_back_by_who_asked"
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_at__isnull=True) | ~models.Q(state="waiting") & models.Q(decided_at__isnull=False),
                name="a_change_that_is_over_has_its_time",
            ),
            models.UniqueConstraint(fields=["kind", "subject"], condition=models.Q(state="waiting"), name="one_waiting_change_of_a_thing"),
        ]
        indexes = [
            models.Index(fields=["asked_at"], name="changes_change_asked"),
            models.Index(fields=["kind", "subject", "asked_at"], name="changes_change_subject"),
        ]
