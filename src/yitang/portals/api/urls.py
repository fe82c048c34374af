"""Addresses of the API: the audiences of the portals that this process serves (B1). Where no staff sits, no address of theirs exists."""

from django.conf import settings
from django.urls import path
from ninja import Router

from yitang.portals.api import citizens, devices, messages, staff, tickets, witness
from yitang.portals.api.v1 import api

# Each audience by the portals that need it.
AUDIENCES: tuple[tuple[str, Router, frozenset[str]], ...] = (
    ("", devices.router, frozenset({"kiosk", "hall", "window"})),
    ("", staff.router, frozenset({"window", "chief"})),
    ("", citizens.router, frozenset({"phone"})),
    ("", tickets.router, frozenset({"phone", "kiosk", "window"})),
    ("payments", messages.router, frozenset({"phone"})),
    ("witness", witness.router, frozenset({"chief"})),
)
for _prefix, _router, _portals in AUDIENCES:
    if _portals & set(settings.YITANG_PORTALS):
        api.add_router(_prefix, _router)
urlpatterns = [path("v1/", api.urls)]
