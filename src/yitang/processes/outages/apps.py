"""The room of outages: a hall that works on paper, its numbered forms, and how they become records."""

from django.apps import AppConfig


class Outages(AppConfig):
    """Paper mode."""

    name = "yitang.processes.outages"
    label = "outages"
    access = "yitang.processes.outages.access:ACCESS"
    append_only = ("outages_entry",)
    wrapped = ("outages_entry.fields_cipher",)
