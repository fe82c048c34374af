"""The desk of the audit administrator: the log along a thread, the faults of a day, who stands out."""

from django.apps import AppConfig


class Audit(AppConfig):
    """Reads, and each reading is a row of the log."""

    name = "yitang.portals.audit"
    label = "audit_portal"
