"""Tables of the queue. The constraints are the guarantee; locks are for good manners."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

LIVE = models.Q(state__in=["waiting", "called", "serving"])


class Visit(models.Model):
    """One coming of people to a hall: holds people, tickets and cases (1:n)."""

    id = models.UUIDField(primary_key=True)
    hall_id = models.UUIDField()
    day = models.DateField()
    channel = models.CharField(max_length=14)
    trace_id = models.UUIDField()
    session_id = models.UUIDField(null=True)
    started_at = models.DateTimeField()

    class Meta:
        db_table = "queue_visit"
        indexes = [models.Index(fields=["session_id"], name="queue_visit_session")]


class VisitPerson(models.Model):
    """Somebody of a visit, in which role, and how surely we know it is he.

    ``name_index``: an agent is known by the name on a document, the register need not hold him; the name itself lies with the case.
    """

    id = models.UUIDField(primary_key=True)
    visit = models.ForeignKey(Visit, models.PROTECT)
    person_id = models.UUIDField(null=True)
    name_index = models.BinaryField(null=True)
    role = models.CharField(max_length=12)
    level = models.CharField(max_length=10)

    class Meta:
        db_table = "queue_visit_person"
        constraints = [
            models.UniqueConstraint(fields=["visit", "role", "person_id"], name="a_visit_holds_a_person_once_in_a_role"),
            models.UniqueConstraint(fields=["visit", "role", "name_index"], name="a_visit_holds_a_name_once_in_a_role"),
            models.CheckConstraint(condition=models.Q(person_id__isnull=True) ^ models.Q(name_index__isnull=True), name="somebody_is_a_person_or_a_name"),
            models.CheckConstraint(
                condition=models.Q(role__in=["holder", "applicant", "owner", "co_owner", "lender", "agent", "lender_agent"]), name="role_in_a_visit_is_known"
            ),
            models.CheckConstraint(condition=models.Q(level__in=["code", "in_person"]), name="who_is_in_a_visit_was_seen_or_signed_in"),
        ]


class Counter(models.Model):
    """The last number of a letter in a hall on a day."""

    id = models.BigAutoField(primary_key=True)
    hall_id = models.UUIDField()
    day = models.DateField()
    letter = models.CharField(max_length=1)
    last = models.IntegerField()

    class Meta:
        db_table = "queue_counter"
        constraints = [models.UniqueConstraint(fields=["hall_id", "day", "letter"], name="one_counter_for_hall_day_and_letter")]


class Ticket(models.Model):
    """A number. ``reference_digest``: what the slip proves; the printed number is a label only (X8).

    ``counts_from``: from when waiting counts, once it is not ``issued_at`` (who missed a call and came back). ``returned``: how often.
    ``handed_by``: the session that last handed it over with its window. ``issued_by``: the member of staff who gave it, if one did.
    ``evidence``: of the green channel, the kind that somebody saw; never more of it.
    """

    id = models.UUIDField(primary_key=True)
    visit = models.ForeignKey(Visit, models.PROTECT)
    hall_id = models.UUIDField()
    day = models.DateField()
    letter = models.CharField(max_length=1)
    number = models.IntegerField()
    klass = models.CharField(max_length=10)
    evidence = models.CharField(max_length=20, default="")
    businesses = ArrayField(models.CharField(max_length=20))
    state = models.CharField(max_length=10)
    reference_digest = models.BinaryField(unique=True)
    person_id = models.UUIDField(null=True)
    session_id = models.UUIDField(null=True)
    language = models.CharField(max_length=2)
    only_window = models.UUIDField(null=True)
    not_window = models.UUIDField(null=True)
    issued_at = models.DateTimeField()
    ready_at = models.DateTimeField()
    counts_from = models.DateTimeField(null=True)
    returned = models.SmallIntegerField(db_default=0)
    called_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    window_id = models.UUIDField(null=True)
    handed_by = models.UUIDField(null=True)
    estimate_low_s = models.FloatField(null=True)
    estimate_high_s = models.FloatField(null=True)
    issued_by = models.UUIDField(null=True)

    class Meta:
        db_table = "queue_ticket"
        constraints = [
            models.UniqueConstraint(fields=["hall_id", "day", "letter", "number"], name="ticket_number_is_unique_in_hall_and_day"),
            models.UniqueConstraint(
                fields=["person_id", "businesses"],
                condition=LIVE & models.Q(person_id__isnull=False),
                name="one_live_ticket_for_a_person_and_business",
            ),
            models.UniqueConstraint(
                fields=["session_id", "businesses"],
                condition=LIVE & models.Q(session_id__isnull=False),
                name="one_live_ticket_for_a_phone_and_business",
            ),
            models.UniqueConstraint(fields=["window_id"], condition=models.Q(state__in=["called", "serving"]), name="window_serves_one"),
            models.CheckConstraint(condition=models.Q(state__in=["waiting", "called", "serving", "passed", "done", "left"]), name="ticket_state_is_known"),
            models.CheckConstraint(condition=~models.Q(klass="green") | ~models.Q(evidence=""), name="green_has_evidence"),
        ]
        indexes = [
            models.Index(fields=["hall_id", "state"], condition=LIVE, name="queue_ticket_live"),
            models.Index(fields=["hall_id", "day"], name="queue_ticket_day"),
            models.Index(fields=["visit"], name="queue_ticket_visit"),
        ]


class Call(models.Model):
    """One call, and why this one: candidates in order with their index values."""

    id = models.UUIDField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.PROTECT)
    hall_id = models.UUIDField()
    window_id = models.UUIDField()
    account_id = models.UUIDField()
    kind = models.CharField(max_length=8)
    at = models.DateTimeField()
    rule_version = models.IntegerField()
    candidates = models.JSONField()
    shown_at = models.DateTimeField(null=True)
    played_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "queue_call"
        indexes = [models.Index(fields=["hall_id", "at"], name="queue_call_hall"), models.Index(fields=["ticket"], name="queue_call_ticket")]


class Period(models.Model):
    """What a window and its officer did from when to when, without gaps between opening and closing."""

    id = models.UUIDField(primary_key=True)
    window_id = models.UUIDField()
    hall_id = models.UUIDField()
    account_id = models.UUIDField()
    kind = models.CharField(max_length=8)
    ticket_id = models.UUIDField(null=True)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "queue_period"
        constraints = [
            models.UniqueConstraint(fields=["window_id"], condition=models.Q(to_at__isnull=True), name="one_open_period_for_a_window"),
            models.CheckConstraint(condition=models.Q(kind__in=["idle", "serving", "paused"]), name="period_kind_is_known"),
        ]
        indexes = [models.Index(fields=["hall_id", "from_at"], name="queue_period_hall")]


class HandOver(models.Model):
    """A window changed hands while it was open (交接班): from whom to whom, at which instant, with whom there."""

    id = models.UUIDField(primary_key=True)
    window_id = models.UUIDField()
    hall_id = models.UUIDField()
    from_account = models.UUIDField()
    to_account = models.UUIDField()
    from_session = models.UUIDField()
    to_session = models.UUIDField()
    ticket_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "queue_hand_over"
        constraints = [
            models.UniqueConstraint(fields=["from_session"], name="a_session_hands_over_once"),
            models.CheckConstraint(condition=~models.Q(from_account=models.F("to_account")), name="nobody_relieves_himself"),
        ]


class ServiceTime(models.Model):
    """A measured service: what the estimate is made of."""

    id = models.BigAutoField(primary_key=True)
    hall_id = models.UUIDField()
    business = models.CharField(max_length=20)
    day = models.DateField()
    seconds = models.FloatField()
    window_id = models.UUIDField()

    class Meta:
        db_table = "queue_service_time"
        indexes = [models.Index(fields=["hall_id", "day"], name="queue_service_time_hall")]
