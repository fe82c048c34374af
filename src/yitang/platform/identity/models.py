"""Tables of identity. Times are real time: a session does not run at 60 ×."""

from datetime import timedelta

from django.db import models

IS_OPEN = models.Q(ended_at__isnull=True, side__isnull=False) & (
    models.Q(post="admin", side="system")
    | models.Q(post="security", side="security")
    | models.Q(post="audit", side="audit")
    | (models.Q(side="business") & ~models.Q(post__in=["admin", "security", "audit"]))
)


class Account(models.Model):
    """A member of staff who signs in (citizens sign in as persons, by code, without an account)."""

    id = models.UUIDField(primary_key=True)
    login = models.CharField(max_length=40, unique=True, db_collation="C")
    name = models.CharField(max_length=200)
    person_id = models.UUIDField()
    password = models.CharField(max_length=200)
    totp_cipher = models.BinaryField(null=True)
    totp_step = models.BigIntegerField(default=0)
    totp_next_cipher = models.BinaryField(null=True)
    state = models.CharField(max_length=10)
    password_set_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_account"
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=["enrolling", "active", "suspended", "left"]), name="account_state_is_known"),
            models.CheckConstraint(condition=~models.Q(state="active") | ~models.Q(password=""), name="who_signs_in_has_a_password"),
            # What a post points at: its account and that account's person, together.
            models.UniqueConstraint(fields=["id", "person_id"], name="account_is_of_one_person"),
        ]


class Side(models.Model):
    """On which side a person stands: one of the three administrators, or the business. One row for a person, whatever accounts he has.

    Open posts point at it by person and side (a foreign key made in the migration), so that nobody holds posts of two sides.
    """

    person_id = models.UUIDField(primary_key=True)
    side = models.CharField(max_length=10)

    class Meta:
        db_table = "identity_side"
        constraints = [
            models.CheckConstraint(condition=models.Q(side__in=["system", "security", "audit", "business"]), name="side_is_known"),
            models.UniqueConstraint(fields=["person_id", "side"], name="side_of_a_person"),
        ]


class Post(models.Model):
    """A post that an account holds for a time: what it is, where, and whether as police or auxiliary.

    ``side`` while it is open (``ended_at`` is null); a post that was ended keeps nobody on a side. ``to_on`` is the last day it is good for.
    """

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="posts")
    post = models.CharField(max_length=20)
    service = models.CharField(max_length=10)
    office_id = models.UUIDField()
    hall_id = models.UUIDField(null=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    person_id = models.UUIDField()
    side = models.CharField(max_length=10, null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_post"
        constraints = [
            models.CheckConstraint(condition=models.Q(service__in=["police", "auxiliary"]), name="service_is_police_or_auxiliary"),
            models.CheckConstraint(condition=models.Q(side__isnull=True, ended_at__isnull=False) | IS_OPEN, name="an_open_post_has_its_side"),
        ]


class Grant(models.Model):
    """A grant (授权): a post for an account, the return of a suspended one, or a reset in person; asked for by one, decided by another, for a third.

    ``asked_log`` and ``decided_log`` are the rows of the log. Of a reset: ``paper``, the document by which the person was known, and
    ``half_digest``, of the word that he was given by who asked and types beside the link.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10)
    account = models.ForeignKey(Account, models.PROTECT, related_name="grants")
    person_id = models.UUIDField()
    post = models.CharField(max_length=20)
    service = models.CharField(max_length=10)
    office_id = models.UUIDField(null=True)
    hall_id = models.UUIDField(null=True)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10)
    asked_account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_person = models.UUIDField()
    asked_at = models.DateTimeField()
    asked_log = models.UUIDField()
    decided_account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_person = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_reason = models.CharField(max_length=200)
    decided_log = models.UUIDField(null=True)
    made_post = models.OneToOneField(Post, models.PROTECT, null=True)
    paper = models.CharField(max_length=20, db_default="")
    half_digest = models.BinaryField(null=True)

    class Meta:
        db_table = "identity_grant"
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=["waiting", "confirmed", "refused", "lapsed"]), name="grant_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(kind="post", office_id__isnull=False, from_on__isnull=False) & ~models.Q(post="")
                | models.Q(kind__in=["return", "reset"], post=""),
                name="a_grant_is_of_a_post_or_a_return",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="reset", half_digest__isnull=False) & ~models.Q(paper="")
                | ~models.Q(kind="reset") & models.Q(paper="", half_digest__isnull=True),
                name="a_reset_names_the_document_and_has_its_half",
            ),
            models.CheckConstraint(condition=~models.Q(asked_person=models.F("person_id")), name="nobody_asks_for_himself"),
            models.CheckConstraint(condition=~models.Q(decided_person=models.F("person_id")), name="nobody_decides_for_himself"),
            models.CheckConstraint(condition=~models.Q(decided_person=models.F("asked_person")), name="a_grant_needs_two_people"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "lapsed"], decided_person__isnull=True)
                | models.Q(state__in=["confirmed", "refused"], decided_person__isnull=False),
                name="a_decision_is_somebodys",
            ),
            models.CheckConstraint(
                condition=models.Q(made_post__isnull=False, kind="post", state="confirmed")
                | models.Q(made_post__isnull=True) & (~models.Q(kind="post") | ~models.Q(state="confirmed")),
                name="a_confirmed_grant_made_its_post",
            ),
            models.UniqueConstraint(
                fields=["account", "kind", "post", "office_id"],
                condition=models.Q(state="waiting"),
                nulls_distinct=False,
                name="one_waiting_grant_of_a_post",
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], name="identity_grant_asked")]


class Enrolment(models.Model):
    """The one-time link by which a person sets password and second factor; one for an account, gone when it is used.

    ``seed_cipher``: the seed that the page shows. ``grant_id``: a return that has to be confirmed before the account works again. ``half_digest``: of the word
    that has to be typed beside the link of a reset.
    """

    account = models.OneToOneField(Account, models.PROTECT, primary_key=True)
    token_digest = models.BinaryField(unique=True)
    seed_cipher = models.BinaryField()
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    grant = models.ForeignKey(Grant, models.PROTECT, null=True)
    half_digest = models.BinaryField(null=True)

    class Meta:
        db_table = "identity_enrolment"
        constraints = [
            models.CheckConstraint(condition=models.Q(expires_at__lte=models.F("opened_at") + timedelta(hours=24)), name="a_link_lives_a_day_at_most"),
        ]


class Device(models.Model):
    """A kiosk, display, second screen or card reader with a key pair of its own, one hall and one job."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=80)
    public_key = models.BinaryField(unique=True)
    office_id = models.UUIDField()
    hall_id = models.UUIDField()
    window_id = models.UUIDField(null=True)
    approved_by = models.UUIDField()
    paired_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_device"
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=["kiosk", "display", "screen", "reader"]), name="device_kind_is_known")]


class Session(models.Model):
    """A signed-in member of staff, a citizen, or a phone that holds a ticket. The cookie's digest, never the cookie.

    ``factor_at``: when it last proved a second factor. ``locked_at``: since when its window is locked by hand.
    """

    id = models.UUIDField(primary_key=True)
    token_digest = models.BinaryField(unique=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True)
    post = models.ForeignKey(Post, models.PROTECT, null=True)
    person_id = models.UUIDField(null=True)
    level = models.CharField(max_length=10)
    hall_id = models.UUIDField(null=True)
    window_id = models.UUIDField(null=True)
    trace_id = models.UUIDField()
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=20, default="")
    factor_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)
    opened_from = models.CharField(max_length=120, null=True)

    class Meta:
        db_table = "identity_session"
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(ended_at__isnull=True, window_id__isnull=False),
                name="one_window_session_for_a_person",
            )
        ]
        indexes = [
            models.Index(fields=["window_id"], condition=models.Q(ended_at__isnull=True, window_id__isnull=False), name="identity_session_window"),
        ]


class Attempt(models.Model):
    """A try to sign in or to use a code; counts are kept in a transaction of their own."""

    id = models.BigAutoField(primary_key=True)
    subject = models.BinaryField()
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    ok = models.BooleanField()

    class Meta:
        db_table = "identity_attempt"
        indexes = [models.Index(fields=["subject", "kind", "at"], name="identity_attempt_subject")]


class Code(models.Model):
    """A six-digit code sent to a registered phone; bound to one session and purpose, used once."""

    id = models.UUIDField(primary_key=True)
    session = models.ForeignKey(Session, models.CASCADE)
    purpose = models.CharField(max_length=20)
    person_id = models.UUIDField(null=True)
    code_digest = models.BinaryField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_code"


class Pairing(models.Model):
    """A device that asks to be let in: its public key and the code that a person reads off it."""

    id = models.UUIDField(primary_key=True)
    code_digest = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    kind = models.CharField(max_length=10)
    expires_at = models.DateTimeField()
    device = models.ForeignKey(Device, models.PROTECT, null=True)

    class Meta:
        db_table = "identity_pairing"


class Nonce(models.Model):
    """A signed request of a device counts once."""

    id = models.BigAutoField(primary_key=True)
    device = models.ForeignKey(Device, models.CASCADE)
    nonce = models.CharField(max_length=40, db_collation="C")
    at = models.DateTimeField()

    class Meta:
        db_table = "identity_nonce"
        constraints = [models.UniqueConstraint(fields=["device", "nonce"], name="a_signed_request_counts_once")]


class SecurityKey(models.Model):
    """A security key or platform authenticator of a member of staff: its public half (COSE), and how often it says that it signed."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT)
    name = models.CharField(max_length=40)
    credential_id = models.BinaryField()
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField()
    enrolled_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    copied = models.BooleanField()

    class Meta:
        db_table = "identity_security_key"
        constraints = [
            models.UniqueConstraint(fields=["credential_id"], name="a_key_is_enrolled_once"),
            models.UniqueConstraint(fields=["account", "name"], name="keys_of_a_person_have_different_names"),
        ]


class Challenge(models.Model):
    """What a key is asked to sign: random bits for one session and one purpose, gone when they are used."""

    id = models.UUIDField(primary_key=True)
    session = models.ForeignKey(Session, models.CASCADE)
    purpose = models.CharField(max_length=10)
    challenge = models.BinaryField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "identity_challenge"
        constraints = [
            models.UniqueConstraint(fields=["session", "purpose"], name="one_challenge_for_session_and_purpose"),
            models.CheckConstraint(condition=models.Q(purpose__in=["enrol", "sign_in", "prove"]), name="challenge_has_a_known_purpose"),
        ]


class Recovery(models.Model):
    """A recovery code of a member of staff: its digest, and when it was used."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT)
    code_digest = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_recovery"
