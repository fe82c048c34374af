"""The page of the head of the office."""

from django.apps import AppConfig


class Chief(AppConfig):
    """Figures, each of which opens the rows that it counts; devices."""

    name = "yitang.portals.chief"
    label = "chief"
