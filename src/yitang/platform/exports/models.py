"""Table of exports. The file lies encrypted beside its row, until it is downloaded or over."""

from django.db import models

GONE = ["waiting", "queued", "taken", "refused", "failed", "over"]


class Export(models.Model):
    """A list that somebody asked to take out. ``mark``: 48 random bits that every row of the file carries."""

    id = models.UUIDField(primary_key=True)
    mark = models.BinaryField(unique=True)
    source = models.CharField(max_length=40, db_collation="C")
    office_id = models.UUIDField()
    account_id = models.UUIDField()
    person_id = models.UUIDField()
    post = models.CharField(max_length=20, db_collation="C")
    purpose = models.CharField(max_length=200)
    from_on = models.DateField()
    to_on = models.DateField()
    format = models.CharField(max_length=4)
    state = models.CharField(max_length=10)
    rows = models.IntegerField()
    above_cap = models.BooleanField()
    asked_at = models.DateTimeField()
    decided_account = models.UUIDField(null=True)
    decided_person = models.UUIDField(null=True)
    made_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    cipher = models.BinaryField(null=True)

    class Meta:
        db_table = "exports_export"
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=["ready", *GONE]), name="export_state_is_known"),
            models.CheckConstraint(condition=models.Q(format__in=["csv", "xlsx"]), name="export_format_is_known"),
            models.CheckConstraint(condition=models.Q(cipher__isnull=True) | models.Q(state="ready"), name="a_file_is_there_to_be_taken_once"),
            models.CheckConstraint(condition=~models.Q(decided_person=models.F("person_id")), name="nobody_approves_his_own_export"),
            models.CheckConstraint(
                condition=models.Q(above_cap=False) | models.Q(decided_person__isnull=False) | models.Q(state__in=["waiting", "over"]),
                name="a_large_export_has_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["account_id", "asked_at"], name="exports_export_account"),
            models.Index(fields=["office_id", "state"], name="exports_export_office"),
        ]
