"""Addresses of the frame: signing in and out of staff, where staff sit at all (B1)."""

from django.urls import path

from yitang.portals.frame import enrolling, pages
from yitang.portals.frame.middleware import staff_sit_here

urlpatterns = [
    path("sign-in", pages.sign_in_page, name="sign-in"),
    path("sign-out", pages.sign_out, name="sign-out"),
    path("me", pages.me, name="me"),
    path("enrol/<str:token>", enrolling.enrol_page, name="enrol"),
] if staff_sit_here() else []  # fmt: skip
