"""The room of erasure: what the log says about a person is made unreadable, by two people."""

from django.apps import AppConfig


class Erasure(AppConfig):
    """Erasures that were asked for and decided."""

    name = "yitang.processes.erasure"
    label = "erasure"
    access = "yitang.processes.erasure.access:ACCESS"
    never_deleted = ("erasure_request",)
