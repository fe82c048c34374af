"""Addresses of the chief."""

from django.urls import path

from yitang.portals.chief import erasing, guiding, looks, money, pages, paper

urlpatterns = [
    path("", pages.floor, name="floor"),
    path("figures", pages.figures_fragment, name="figures"),
    path("rows/<slug:figure>", pages.behind, name="rows"),
    path("calls", pages.calls, name="calls"),
    path("green", guiding.green, name="green"),
    path("asked", guiding.asked, name="asked"),
    path("windows", pages.window_list, name="windows"),
    path("cases", pages.cases, name="cases"),
    path("due", pages.due, name="due"),
    path("overpaid", money.money_to_go_back, name="overpaid"),
    path("overpaid/<uuid:incoming_id>/back", money.give_back, name="give-back"),
    path("money", money.day, name="money"),
    path("money/<slug:what>", money.day_step, name="money-step"),
    path("ratings", pages.all_ratings, name="ratings"),
    path("erasures", erasing.erasure_list, name="erasures"),
    path("erasures/<uuid:erasure_id>/<slug:what>", erasing.erasure_step, name="erasure-step"),
    path("paper", paper.paper, name="paper"),
    path("paper/<uuid:batch_id>", paper.paper_batch, name="paper-batch"),
    path("paper/<uuid:batch_id>/sheets", paper.paper_sheets, name="paper-sheets"),
    path("paper/<uuid:batch_id>/close", paper.paper_close, name="paper-close"),
    path("paper/<slug:what>", paper.paper_step, name="paper-step"),
    path("looks", looks.budgets, name="looks"),
    path("looks/<uuid:day_id>", looks.add, name="looks-add"),
    path("devices", pages.device_list, name="devices"),
    path("devices/<uuid:device_id>/revoke", pages.revoke, name="revoke"),
]
