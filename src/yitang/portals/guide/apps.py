"""The page of the guide: what somebody wants, what he has in hand, and then a number."""

from django.apps import AppConfig


class Guide(AppConfig):
    """导办: pre-check with a camera, numbers, the green channel by evidence."""

    name = "yitang.portals.guide"
    label = "guide"
