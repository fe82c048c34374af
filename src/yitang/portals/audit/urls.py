"""Addresses of the audit administrator."""

from django.urls import path

from yitang.portals.audit import lists, pages

urlpatterns = [
    path("", pages.thread, name="thread"),
    path("person", pages.by_number, name="person"),
    path("row/<uuid:row_id>", pages.row_page, name="row"),
    path("row/<uuid:row_id>/proof", pages.proof_file, name="proof"),
    path("faults", lists.fault_list, name="faults"),
    path("looks", lists.look_list, name="looks"),
    path("rates", lists.rate_list, name="rates"),
]
