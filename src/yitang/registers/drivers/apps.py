"""The room of drivers: licences and what is true of them, from when to when, known since when."""

from django.apps import AppConfig


class Drivers(AppConfig):
    """Licences as facts."""

    name = "yitang.registers.drivers"
    label = "drivers"
    subject = "yitang.registers.drivers.subject:PARTS"
