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


class Mark(models.Model):
    """How a guide found one paper of a pre-check; the latest of a paper counts, the earlier ones stay."""

    id = models.UUIDField(primary_key=True)
    precheck = models.ForeignKey(Precheck, models.PROTECT)
    paper = models.CharField(max_length=24, db_collation="C")
    state = models.CharField(max_length=8, db_collation="C")
    account_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "guidance_mark"
        constraints = [models.CheckConstraint(condition=models.Q(state__in=["seen", "missing", "doubtful"]), name="mark_is_known")]


class Slip(models.Model):
    """A list of what is to be brought, as it was given (一次性告知单). ``reference_digest``: what the paper proves; ``account_id``: who gave it."""

    id = models.UUIDField(primary_key=True)
    precheck = models.ForeignKey(Precheck, models.PROTECT)
    reference_digest = models.BinaryField(unique=True)
    lines = models.JSONField()
    grounds = models.JSONField()
    account_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "guidance_slip"


class Led(models.Model):
    """A number that was taken with a pre-check: the desk finds the papers by it."""

    ticket_id = models.UUIDField(primary_key=True)
    precheck = models.ForeignKey(Precheck, models.PROTECT)
    hall_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "guidance_led"


class Inquiry(models.Model):
    """A question that somebody asked, in the hall or by phone (首问负责): whoever was asked first answers for it until it is answered or taken over.

    ``note`` holds no number that stands for a person. ``trace_id``: of the pre-check, when one belongs to it.
    """

    id = models.UUIDField(primary_key=True)
    trace_id = models.UUIDField()
    office_id = models.UUIDField()
    hall_id = models.UUIDField()
    channel = models.CharField(max_length=5, db_collation="C")
    business = models.CharField(max_length=20, db_collation="C", default="")
    topic = models.CharField(max_length=20, db_collation="C")
    note = models.CharField(max_length=120, default="")
    precheck = models.ForeignKey(Precheck, models.PROTECT, null=True)
    first_id = models.UUIDField()
    owner_id = models.UUIDField()
    state = models.CharField(max_length=8, db_collation="C")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, db_collation="C", default="")
    pointed_to = models.CharField(max_length=60, db_collation="C", default="")

    class Meta:
        db_table = "guidance_inquiry"
        constraints = [
            models.CheckConstraint(condition=models.Q(channel__in=["hall", "phone"]), name="inquiry_channel_is_known"),
            models.CheckConstraint(
                condition=models.Q(state="open", answered_at__isnull=True, outcome="")
                | models.Q(state="answered", answered_at__isnull=False, outcome__in=["answered", "number", "online", "elsewhere", "bring"]),
                name="an_answered_inquiry_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["hall_id", "asked_at"], name="guidance_inquiry_hall"),
            models.Index(fields=["due_at"], condition=models.Q(state="open"), name="guidance_inquiry_open"),
        ]


class HandOn(models.Model):
    """A question handed on by name; it changes its owner when he accepts, and stays where it was when he does not."""

    id = models.UUIDField(primary_key=True)
    inquiry = models.ForeignKey(Inquiry, models.PROTECT)
    from_account = models.UUIDField()
    to_account = models.UUIDField()
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        db_table = "guidance_hand_on"
        constraints = [
            models.UniqueConstraint(fields=["inquiry"], condition=models.Q(decided_at__isnull=True), name="one_waiting_hand_on_of_an_inquiry"),
            models.CheckConstraint(condition=~models.Q(from_account=models.F("to_account")), name="nobody_hands_on_to_himself"),
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, accepted__isnull=True) | models.Q(decided_at__isnull=False, accepted__isnull=False),
                name="a_decided_hand_on_says_how",
            ),
        ]
