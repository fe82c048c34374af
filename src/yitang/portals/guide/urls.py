"""Addresses of the guide."""

from django.urls import path

from yitang.portals.guide import asked, checking, numbers, pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("now", pages.figures, name="now"),
    path("own-proof", pages.own_proof, name="own-proof"),
    path("b/<slug:code>", pages.business_page, name="business"),
    path("check/<uuid:precheck_id>", checking.check, name="check"),
    path("check/<uuid:precheck_id>/photo", checking.photo, name="photo"),
    path("check/<uuid:precheck_id>/photo/<uuid:upload_id>/remove", checking.photo_remove, name="photo-remove"),
    path("check/<uuid:precheck_id>/photo/<uuid:upload_id>/<int:page>", checking.photo_page, name="photo-page"),
    path("check/<uuid:precheck_id>/slip", checking.slip_page, name="slip"),
    path("asked", asked.asked, name="asked"),
    path("asked/<uuid:inquiry_id>", asked.one_asked, name="one-asked"),
    path("number", numbers.number, name="number"),
    path("ticket", numbers.by_label, name="ticket"),
]
