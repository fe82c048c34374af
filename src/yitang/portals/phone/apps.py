"""The citizen's phone."""

from django.apps import AppConfig


class Phone(AppConfig):
    """Pages for a phone; every one works without script."""

    name = "yitang.portals.phone"
    label = "phone"
