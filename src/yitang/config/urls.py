"""Addresses: every portal that this process serves brings its own (B1)."""

from importlib import import_module

from django.conf import settings
from django.urls import include, path

from yitang.config.seats import SEATS


def seat(name: str) -> object:
    """The addresses of one portal."""
    return path(SEATS[name], include((import_module(f"yitang.portals.{name}.urls").urlpatterns, name)))


handler400 = "yitang.portals.frame.middleware.unreadable"
handler404 = "yitang.portals.frame.middleware.page_not_there"
handler500 = "yitang.portals.frame.middleware.broken"
# Where strangers' bytes come from nobody signs in, and no program asks (X21).
BESIDE = () if set(settings.YITANG_PORTALS) == {"files"} else ("api", "frame")
urlpatterns = [seat(name) for name in SEATS if name in settings.YITANG_PORTALS or name in BESIDE]
