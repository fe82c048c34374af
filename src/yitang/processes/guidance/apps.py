"""The room of guidance: what must I do, where, with what; and what is missing, before a number is taken."""

from django.apps import AppConfig


class Guidance(AppConfig):
    """Consultations and pre-checks."""

    name = "yitang.processes.guidance"
    label = "guidance"
    access = "yitang.processes.guidance.access:ACCESS"
    append_only = ("guidance_consultation", "guidance_precheck", "guidance_mark", "guidance_slip", "guidance_led")
