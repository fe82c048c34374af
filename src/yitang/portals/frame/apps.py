"""The frame: base page, tokens, widgets and the push client that all portals share."""

from django.apps import AppConfig


class Frame(AppConfig):
    """No tables, only what pages are made of."""

    name = "yitang.portals.frame"
    label = "frame"
