"""The clerk's window and the citizen's side of it."""

from django.apps import AppConfig


class Window(AppConfig):
    """Console and second screen."""

    name = "yitang.portals.window"
    label = "window"
