"""Addresses of the chief."""

from django.urls import path

from yitang.portals.chief import guiding, pages

urlpatterns = [
    path("", pages.floor, name="floor"),
    path("figures", pages.figures_fragment, name="figures"),
    path("rows/<slug:figure>", pages.behind, name="rows"),
    path("calls", pages.calls, name="calls"),
    path("green", guiding.green, name="green"),
    path("asked", guiding.asked, name="asked"),
    path("windows", pages.window_list, name="windows"),
    path("cases", pages.cases, name="cases"),
    path("overpaid", pages.money_to_go_back, name="overpaid"),
    path("ratings", pages.all_ratings, name="ratings"),
    path("devices", pages.device_list, name="devices"),
    path("devices/<uuid:device_id>/revoke", pages.revoke, name="revoke"),
]
