"""The room of oversight: who touched it, who looked, and what led to a fault."""

from django.apps import AppConfig


class Oversight(AppConfig):
    """No tables: it reads the log, and what other rooms say of faults."""

    name = "yitang.processes.oversight"
    label = "oversight"
    access = "yitang.processes.oversight.access:ACCESS"
