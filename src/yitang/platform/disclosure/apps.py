"""The room of disclosure: how many people somebody of the staff sees in a day."""

from django.apps import AppConfig


class Disclosure(AppConfig):
    """Budgets of distinct persons, by person of the staff, post and day."""

    name = "yitang.platform.disclosure"
    label = "disclosure"
    subject = "yitang.platform.disclosure.subject:PARTS"
    access = "yitang.platform.disclosure.access:ACCESS"
    append_only = ("disclosure_raise",)
    kept = "yitang.platform.disclosure.keeping:KEPT"
