"""Tables of cases."""

from django.db import models


class Case(models.Model):
    """One piece of business for one applicant (业务). ``batch_id``: shared by cases that were brought together, which stay cases of their own."""

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=24, unique=True, db_collation="C")
    business = models.CharField(max_length=20)
    channel = models.CharField(max_length=14)
    state = models.CharField(max_length=10)
    visit_id = models.UUIDField(null=True)
    ticket_id = models.UUIDField(null=True)
    session_id = models.UUIDField(null=True)
    window_id = models.UUIDField(null=True)
    accepting_office = models.UUIDField()
    managing_office = models.UUIDField()
    applicant_id = models.UUIDField()
    agent_name = models.CharField(max_length=200, default="")
    subject_kind = models.CharField(max_length=10)
    subject_id = models.UUIDField()
    acceptor_account = models.UUIDField()
    acceptor_person = models.UUIDField()
    trace_id = models.UUIDField()
    batch_id = models.UUIDField(null=True)
    facts = models.JSONField()
    grant = models.JSONField()
    accepted_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    suspension_id = models.UUIDField(null=True)
    deferred = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "cases_case"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["accepted", "reviewed", "refused", "issued", "filed", "withdrawn", "suspended", "lapsed"]),
                name="case_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state="suspended", suspension_id__isnull=False) | (~models.Q(state="suspended") & models.Q(suspension_id__isnull=True)),
                name="a_suspended_case_stands_still",
            ),
            models.CheckConstraint(
                condition=models.Q(deferred=0) | models.Q(deferred__gt=0, state__in=["accepted", "suspended"]), name="what_is_deferred_is_not_granted"
            ),
            models.CheckConstraint(
                condition=models.Q(channel__in=["window", "kiosk", "phone", "outlet", "mobile_office", "home"]), name="case_channel_is_known"
            ),
            models.CheckConstraint(condition=~models.Q(acceptor_person=models.F("applicant_id")), name="acceptor_is_not_the_applicant"),
            models.UniqueConstraint(
                fields=["business", "subject_id"],
                condition=models.Q(state__in=["accepted", "reviewed", "suspended"]),
                name="one_open_case_of_a_business_for_a_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["visit_id"], name="cases_case_visit"),
            models.Index(fields=["accepting_office", "accepted_at"], name="cases_case_office"),
            models.Index(fields=["batch_id"], condition=models.Q(batch_id__isnull=False), name="cases_case_batch"),
        ]


class CaseParty(models.Model):
    """A party of a case: applicant, owner, co-owner, lender."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT)
    role = models.CharField(max_length=10)
    person_id = models.UUIDField()

    class Meta:
        db_table = "cases_party"
        constraints = [
            models.UniqueConstraint(fields=["case", "role", "person_id"], name="a_person_has_a_role_once"),
            models.CheckConstraint(condition=models.Q(role__in=["applicant", "owner", "co_owner", "lender"]), name="party_role_is_known"),
        ]
        indexes = [models.Index(fields=["person_id"], name="cases_party_person")]


class CasePaper(models.Model):
    """A paper that was taken for a case: shown on the desk, or read over the network."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT)
    material = models.CharField(max_length=20)
    state = models.CharField(max_length=10)
    account_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_paper"
        constraints = [
            models.UniqueConstraint(fields=["case", "material"], name="a_paper_is_taken_once"),
            models.CheckConstraint(condition=models.Q(state__in=["shown", "electronic"]), name="paper_state_is_known"),
        ]


class CaseAct(models.Model):
    """What was done to a case, in order; insert only. ``log_id`` is the row of the log."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT)
    n = models.SmallIntegerField()
    act = models.CharField(max_length=20)
    account_id = models.UUIDField()
    window_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    log_id = models.UUIDField()

    class Meta:
        db_table = "cases_act"
        constraints = [models.UniqueConstraint(fields=["case", "n"], name="acts_are_numbered")]


class Wait(models.Model):
    """A named outside result that a case waits for: verification, exam, other party, payment."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT)
    kind = models.CharField(max_length=14)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=20, default="")

    class Meta:
        db_table = "cases_wait"
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["verification", "exam", "other_party", "payment", "outside"]), name="wait_kind_is_known"),
            models.UniqueConstraint(fields=["case", "kind"], condition=models.Q(ended_at__isnull=True), name="a_case_waits_once_for_a_kind"),
        ]


class Review(models.Model):
    """The review of a case. Where two people are asked, reviewer and acceptor are two persons, not two accounts (X13)."""

    id = models.UUIDField(primary_key=True)
    case = models.OneToOneField(Case, models.PROTECT)
    two_people = models.BooleanField()
    acceptor_person = models.UUIDField()
    reviewer_account = models.UUIDField()
    reviewer_person = models.UUIDField()
    decision = models.CharField(max_length=8)
    ground = models.CharField(max_length=200, default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_review"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(two_people=False) | ~models.Q(reviewer_person=models.F("acceptor_person")),
                name="reviewer_is_not_the_acceptor",
            ),
            models.CheckConstraint(condition=models.Q(decision__in=["grant", "refuse"]), name="decision_is_known"),
            models.CheckConstraint(condition=models.Q(decision="grant") | ~models.Q(ground=""), name="refusal_names_its_ground"),
        ]


class Document(models.Model):
    """A document that was issued: impossible without its review and its settled bill (X3)."""

    id = models.UUIDField(primary_key=True)
    case = models.OneToOneField(Case, models.PROTECT)
    kind = models.CharField(max_length=12)
    serial = models.CharField(max_length=32, unique=True, db_collation="C")
    review = models.OneToOneField(Review, models.PROTECT)
    bill_id = models.UUIDField()
    statement = models.TextField()
    issued_at = models.DateTimeField()

    class Meta:
        db_table = "cases_document"


class Suspension(models.Model):
    """A case that was stopped as suspicious (停办核查), until another person releases or refuses it."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT)
    reason = models.CharField(max_length=14)
    seen = models.CharField(max_length=400)
    from_state = models.CharField(max_length=10)
    account_id = models.UUIDField()
    person_id = models.UUIDField()
    at = models.DateTimeField()
    due_on = models.DateField()
    limit_before = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, default="")
    decided_account = models.UUIDField(null=True)
    decided_person = models.UUIDField(null=True)
    said = models.CharField(max_length=400, default="")

    class Meta:
        db_table = "cases_suspension"
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(ended_at__isnull=True), name="a_case_is_suspended_once_at_a_time"),
            models.CheckConstraint(condition=~models.Q(seen=""), name="a_suspension_says_what_was_seen"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, outcome="", decided_person__isnull=True)
                | (models.Q(ended_at__isnull=False, outcome__in=["released", "refused"], decided_person__isnull=False) & ~models.Q(said="")),
                name="an_ended_suspension_says_how_and_why",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_person__isnull=True) | ~models.Q(decided_person=models.F("person_id")),
                name="another_person_ends_a_suspension",
            ),
        ]


class Evidence(models.Model):
    """A piece of an investigation, numbered; insert only."""

    id = models.UUIDField(primary_key=True)
    suspension = models.ForeignKey(Suspension, models.PROTECT)
    n = models.SmallIntegerField()
    kind = models.CharField(max_length=10)
    said = models.CharField(max_length=400)
    account_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_evidence"
        constraints = [
            models.UniqueConstraint(fields=["suspension", "n"], name="evidence_is_numbered"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["asked", "assist", "examined", "site", "records", "issuer", "statement", "handed_on"]),
                name="evidence_kind_is_known",
            ),
        ]


class Deferral(models.Model):
    """A paper that comes later on a signed undertaking (容缺), with its last day."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT)
    material = models.CharField(max_length=20)
    due_on = models.DateField()
    state = models.CharField(max_length=8)
    reminded_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_deferral"
        constraints = [
            models.UniqueConstraint(fields=["case", "material"], name="a_paper_is_deferred_once"),
            models.CheckConstraint(
                condition=models.Q(state="open", ended_at__isnull=True) | models.Q(state__in=["brought", "lapsed", "dropped"], ended_at__isnull=False),
                name="a_deferral_is_open_or_has_ended",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=models.Q(state="open"), name="cases_deferral_due")]


class Correction(models.Model):
    """The correction of a wrong entry (更正): which fact, what is right, who made the entry, who asked, who decided."""

    id = models.UUIDField(primary_key=True)
    office_id = models.UUIDField()
    vehicle_id = models.UUIDField()
    plate = models.CharField(max_length=10)
    kind = models.CharField(max_length=12)
    fact_id = models.UUIDField()
    after = models.CharField(max_length=80)
    licence = models.CharField(max_length=32, default="")
    made_by_account = models.UUIDField(null=True)
    made_by_person = models.UUIDField(null=True)
    why = models.CharField(max_length=400)
    account_id = models.UUIDField()
    person_id = models.UUIDField()
    at = models.DateTimeField()
    due_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, default="")
    decided_account = models.UUIDField(null=True)
    decided_person = models.UUIDField(null=True)
    said = models.CharField(max_length=400, default="")

    class Meta:
        db_table = "cases_correction"
        constraints = [
            models.UniqueConstraint(fields=["vehicle_id", "kind"], condition=models.Q(ended_at__isnull=True), name="one_open_correction_of_an_entry"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, outcome="", decided_person__isnull=True)
                | models.Q(ended_at__isnull=False, outcome__in=["corrected", "refused"], decided_person__isnull=False),
                name="a_decided_correction_says_how_and_by_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_person__isnull=True) | ~models.Q(decided_person=models.F("person_id")), name="who_asked_does_not_decide"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_person__isnull=True) | models.Q(made_by_person__isnull=True) | ~models.Q(decided_person=models.F("made_by_person")),
                name="who_made_an_entry_does_not_decide",
            ),
        ]
        indexes = [models.Index(fields=["office_id", "due_on"], name="cases_correction_office")]


class DueDay(models.Model):
    """How many cases of an office stood at their limits when a day began (今天到期)."""

    id = models.UUIDField(primary_key=True)
    office_id = models.UUIDField()
    on = models.DateField()
    overdue = models.IntegerField()
    today = models.IntegerField()
    soon = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_due_day"
        constraints = [models.UniqueConstraint(fields=["office_id", "on"], name="a_day_is_counted_once_for_an_office")]


class Notice(models.Model):
    """The one notice of everything missing, or of the grounds to refuse (一次性告知), as it was given."""

    id = models.UUIDField(primary_key=True)
    visit_id = models.UUIDField()
    business = models.CharField(max_length=20)
    applicant_id = models.UUIDField()
    office_id = models.UUIDField()
    findings = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_notice"
