"""Addresses of the three administrators."""

from django.urls import path

from yitang.portals.admin import deciding, keeping, pages

urlpatterns = [
    path("", pages.account_list, name="accounts"),
    path("new", pages.new_account, name="new"),
    path("account/<uuid:account_id>", pages.one_account, name="account"),
    path("account/<uuid:account_id>/<slug:what>", pages.account_step, name="account-step"),
    path("waiting", deciding.waiting, name="waiting"),
    path("waiting/<uuid:grant_id>/<slug:what>", deciding.decide, name="decide"),
    path("grants", deciding.all_grants, name="grants"),
    path("grants/<uuid:grant_id>", deciding.one_grant, name="grant"),
    path("retention", keeping.retention, name="retention"),
]
