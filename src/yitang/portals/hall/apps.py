"""The display of a hall."""

from django.apps import AppConfig


class HallPortal(AppConfig):
    """Calls shown and spoken in one step."""

    name = "yitang.portals.hall"
    label = "hall"
