"""Addresses of the frame: signing in and out."""

from django.urls import path

from yitang.portals.frame import pages

urlpatterns = [
    path("sign-in", pages.sign_in_page, name="sign-in"),
    path("sign-out", pages.sign_out, name="sign-out"),
    path("me", pages.me, name="me"),
]
