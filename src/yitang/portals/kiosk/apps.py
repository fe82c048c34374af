"""The kiosk in the hall."""

from django.apps import AppConfig


class Kiosk(AppConfig):
    """Numbers without a phone."""

    name = "yitang.portals.kiosk"
    label = "kiosk"
