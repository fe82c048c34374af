"""The room of the log: who did what, when, and the proof that nobody changed it since."""

from django.apps import AppConfig


class Audit(AppConfig):
    """The program may insert and select on the log, nothing more."""

    name = "yitang.platform.audit"
    label = "audit"
    never_deleted = ("audit_personal_key",)
    append_only = ("audit_row", "audit_payload", "audit_leaf", "audit_head", "audit_gap")
