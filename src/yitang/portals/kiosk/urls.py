"""Addresses of the kiosk."""

from django.urls import path

from yitang.portals.kiosk import pages

urlpatterns = [
    path("", pages.shell, name="shell"),
    path("start", pages.start, name="start"),
    path("over", pages.over, name="over"),
    path("line", pages.line, name="line"),
    path("b/<slug:code>", pages.papers, name="papers"),
    path("back", pages.back, name="back"),
    path("take/<slug:code>", pages.take, name="take"),
]
