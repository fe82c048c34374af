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

    class Meta:
        db_table = "cases_case"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["accepted", "reviewed", "refused", "issued", "filed", "withdrawn"]), name="case_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(channel__in=["window", "kiosk", "phone", "outlet", "mobile_office", "home"]), name="case_channel_is_known"
            ),
            models.CheckConstraint(condition=~models.Q(acceptor_person=models.F("applicant_id")), name="acceptor_is_not_the_applicant"),
            models.UniqueConstraint(
                fields=["business", "subject_id"],
                condition=models.Q(state__in=["accepted", "reviewed"]),
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
