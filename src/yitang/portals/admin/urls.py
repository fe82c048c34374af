"""Addresses of the three administrators."""

from django.urls import path

from yitang.portals.admin import changing, deciding, keeping, pages, places

urlpatterns = [
    path("", pages.account_list, name="accounts"),
    path("new", pages.new_account, name="new"),
    path("account/<uuid:account_id>", pages.one_account, name="account"),
    path("account/<uuid:account_id>/<slug:what>", pages.account_step, name="account-step"),
    path("waiting", deciding.waiting, name="waiting"),
    path("waiting/<uuid:grant_id>/<slug:what>", deciding.decide, name="decide"),
    path("changes", changing.change_list, name="changes"),
    path("changes/<uuid:change_id>", changing.one_change, name="change"),
    path("changes/<uuid:change_id>/<slug:what>", changing.change_step, name="change-step"),
    path("change/<slug:kind>/<str:subject>", changing.ask, name="ask"),
    path("policy", places.policy_list, name="policy"),
    path("places", places.place_list, name="places"),
    path("places/<uuid:hall_id>", places.one_hall, name="hall"),
    path("grants", deciding.all_grants, name="grants"),
    path("grants/<uuid:grant_id>", deciding.one_grant, name="grant"),
    path("retention", keeping.retention, name="retention"),
]
