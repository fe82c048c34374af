"""Addresses: every portal brings its own, and ``PORTALS=`` chooses which of them this process serves (B1)."""

import os
from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path

from yitang.config.rooms import HOUSE

# Where each portal sits. Citizens have the root; staff, devices and programs have a folder each. The root comes last: an address is looked
# for in this order, and it has the most.
SEATS = {
    "api": "api/",
    "kiosk": "kiosk/",
    "hall": "hall/",
    "window": "window/",
    "chief": "chief/",
    "frame": "",
    "phone": "",
}


def served() -> list[str]:
    """Names of the portals that this process serves: those built, or the subset that the office chose."""
    built = [name for name in SEATS if (HOUSE / "portals" / name / "urls.py").exists()]
    chosen = os.environ.get("PORTALS")
    return [name for name in built if not chosen or name in chosen.split(",") or name == "frame"]


def seat(name: str) -> object:
    """The addresses of one portal."""
    module = f"yitang.portals.{name}.urls"
    assert find_spec(module)
    return path(SEATS[name], include((import_module(module).urlpatterns, name)))


handler400 = "yitang.portals.frame.middleware.unreadable"
handler404 = "yitang.portals.frame.middleware.page_not_there"
handler500 = "yitang.portals.frame.middleware.broken"
urlpatterns = [seat(name) for name in served()]
