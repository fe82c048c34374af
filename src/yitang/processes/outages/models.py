"""Tables of outages. The constraints are the guarantee."""

from django.db import models

FORM_STATES = ["blank", "once", "differs", "ready", "blocked", "recorded", "settled", "void", "missing"]


class Outage(models.Model):
    """A time in which a hall works on paper (纸质办理): why, from when, until when it is meant, when it ended."""

    id = models.UUIDField(primary_key=True)
    office_id = models.UUIDField()
    hall_id = models.UUIDField()
    reason = models.CharField(max_length=200)
    began_at = models.DateTimeField()
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    account_id = models.UUIDField()
    log_id = models.UUIDField()

    class Meta:
        db_table = "outages_outage"
        constraints = [
            models.UniqueConstraint(fields=["hall_id"], condition=models.Q(ended_at__isnull=True), name="a_hall_has_one_paper_mode"),
            models.CheckConstraint(condition=models.Q(until_at__gt=models.F("began_at")), name="paper_mode_ends_after_it_began"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="paper_mode_has_a_reason"),
        ]


class Batch(models.Model):
    """Blank forms that were printed together. ``document_id``: the printed sheets in the room of documents, by a plain id."""

    id = models.UUIDField(primary_key=True)
    office_id = models.UUIDField()
    hall_id = models.UUIDField()
    number = models.CharField(max_length=40, unique=True, db_collation="C")
    forms = models.SmallIntegerField()
    document_id = models.UUIDField()
    printed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)

    class Meta:
        db_table = "outages_batch"
        constraints = [
            models.CheckConstraint(condition=models.Q(closed_at__isnull=True) ^ models.Q(closed_by__isnull=False), name="a_batch_is_closed_by_somebody")
        ]


class Form(models.Model):
    """One numbered form and what became of it.

    ``claimed_at``: the time that the paper says, with its entries as evidence; ``recorded_at``: when it was recorded.
    """

    id = models.UUIDField(primary_key=True)
    batch = models.ForeignKey(Batch, models.PROTECT)
    serial = models.CharField(max_length=44, unique=True, db_collation="C")
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=200, default="")
    refused = models.TextField(default="")
    claimed_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)
    case_id = models.UUIDField(null=True, unique=True)
    ticket_id = models.UUIDField(null=True, unique=True)

    class Meta:
        db_table = "outages_form"
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=FORM_STATES), name="form_state_is_known"),
            models.CheckConstraint(
                condition=~models.Q(state="recorded") | models.Q(ticket_id__isnull=False, recorded_at__isnull=False, claimed_at__isnull=False),
                name="a_recorded_form_became_a_record",
            ),
            models.CheckConstraint(condition=~models.Q(state__in=["void", "missing", "settled"]) | ~models.Q(reason=""), name="a_form_set_aside_has_a_reason"),
        ]


class Entry(models.Model):
    """What one person typed of a form: the first (1), the second (2), and, where they differ, what a third decided (3). Insert only, encrypted."""

    id = models.UUIDField(primary_key=True)
    form = models.ForeignKey(Form, models.PROTECT)
    n = models.SmallIntegerField()
    account_id = models.UUIDField()
    person_id = models.UUIDField()
    fields_cipher = models.BinaryField()
    at = models.DateTimeField()
    log_id = models.UUIDField()

    class Meta:
        db_table = "outages_entry"
        constraints = [
            models.UniqueConstraint(fields=["form", "n"], name="a_form_is_entered_once_and_once_again"),
            models.UniqueConstraint(fields=["form", "person_id"], name="nobody_enters_a_form_twice"),
            models.CheckConstraint(condition=models.Q(n__gte=1, n__lte=3), name="entries_are_two_and_a_decision"),
        ]
