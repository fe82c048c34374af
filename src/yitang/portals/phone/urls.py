"""Addresses of the phone."""

from django.urls import path

from yitang.portals.phone import checked_papers, own, pages, papers, paying

urlpatterns = [
    path("", pages.home, name="home"),
    path("search", pages.find, name="search"),
    path("all", pages.everything, name="all"),
    path("b/<slug:code>", pages.business_page, name="business"),
    path("b/<slug:code>/check", pages.check, name="check"),
    path("check/<uuid:precheck_id>", pages.checked, name="checked"),
    path("check/<uuid:precheck_id>/papers", checked_papers.papers, name="check-papers"),
    path("check/<uuid:precheck_id>/papers/<uuid:upload_id>/remove", checked_papers.remove_paper, name="check-paper-remove"),
    path("check/<uuid:precheck_id>/papers/<uuid:upload_id>/<int:page>", checked_papers.paper_page, name="check-paper"),
    path("c/<str:reference>", pages.told, name="told"),
    path("order", pages.order, name="order"),
    path("b/<slug:code>/ticket", pages.take, name="take"),
    path("t/<uuid:ticket_id>", pages.my_ticket, name="ticket"),
    path("t/<uuid:ticket_id>/live", pages.ticket_fragment, name="ticket-live"),
    path("t/<uuid:ticket_id>/leave", pages.leave, name="leave"),
    path("t/<uuid:ticket_id>/back", pages.back, name="back"),
    path("t/<uuid:ticket_id>/rate", pages.rate_visit, name="rate"),
    path("case/<uuid:case_id>", pages.my_case, name="case"),
    path("case/<uuid:case_id>/papers", papers.papers, name="papers"),
    path("case/<uuid:case_id>/papers/<uuid:upload_id>/remove", papers.remove_paper, name="paper-remove"),
    path("case/<uuid:case_id>/papers/<uuid:upload_id>/<int:page>", papers.paper_page, name="paper"),
    path("mine", pages.in_hand, name="mine"),
    path("hall-now", pages.hall_now, name="hall-now"),
    path("v/<str:token>", pages.verify, name="verify"),
    path("r/<str:reference>", pages.by_slip, name="slip"),
    path("me/sign-in", own.sign_in, name="sign-in"),
    path("me/code", own.code, name="code"),
    path("me/cases", own.cases, name="cases"),
    path("me/sign-out", own.sign_out, name="sign-out"),
    path("demo/inbox", own.demo_inbox, name="inbox"),
    path("pay/<str:token>", paying.pay, name="pay"),
    path("size/<slug:size>", pages.text_size, name="size"),
]
