"""The room of the offices: where work is done, when, and at which windows."""

from django.apps import AppConfig


class Offices(AppConfig):
    """Offices, halls, windows, hours, plans, displays."""

    name = "yitang.registers.offices"
    label = "offices"
    access = "yitang.registers.offices.access:ACCESS"
    changes = "yitang.registers.offices.changing:CHANGES"
