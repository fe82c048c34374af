"""Tables of identity. Times are real time: a session does not run at 60 ×."""

from django.db import models


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
        constraints = [models.CheckConstraint(condition=models.Q(state__in=["active", "suspended", "left"]), name="account_state_is_known")]


class Post(models.Model):
    """A post that an account holds for a time: what it is, where, and whether as police or auxiliary."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="posts")
    post = models.CharField(max_length=20)
    service = models.CharField(max_length=10)
    office_id = models.UUIDField()
    hall_id = models.UUIDField(null=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        db_table = "identity_post"
        constraints = [models.CheckConstraint(condition=models.Q(service__in=["police", "auxiliary"]), name="service_is_police_or_auxiliary")]


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
