"""The room of changes by two people."""

from django.apps import AppConfig


class Changes(AppConfig):
    """Changes that wait, were confirmed, refused, withdrawn, or lapsed; and the kind that policy values are."""

    name = "yitang.platform.changes"
    label = "changes"
    access = "yitang.platform.changes.access:ACCESS"
    changes = "yitang.platform.changes.policy_values:CHANGES"
