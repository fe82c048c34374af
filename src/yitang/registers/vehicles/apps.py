"""The room of vehicles: what is true of each, from when to when, known since when."""

from django.apps import AppConfig


class Vehicles(AppConfig):
    """Vehicles as facts."""

    name = "yitang.registers.vehicles"
    label = "vehicles"
    subject = "yitang.registers.vehicles.subject:PARTS"
    access = "yitang.registers.vehicles.access:ACCESS"
