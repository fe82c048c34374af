"""The room of identity: who somebody is, with which post, on which device, and what that lets them do."""

from django.apps import AppConfig


class Identity(AppConfig):
    """Accounts, posts, sessions, codes, devices."""

    name = "yitang.platform.identity"
    label = "identity"
    access = "yitang.platform.identity.access:ACCESS"
    kept = "yitang.platform.identity.keeping:KEPT"
    wrapped = ("identity_account.totp_cipher", "identity_account.totp_next_cipher", "identity_enrolment.seed_cipher")
