"""The API for devices and programs."""

from django.apps import AppConfig


class Api(AppConfig):
    """Version 1."""

    name = "yitang.portals.api"
    label = "api"
