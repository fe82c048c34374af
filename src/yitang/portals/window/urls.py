"""Addresses of the window."""

from django.urls import path
from django.views.decorators.http import require_GET
from django.views.generic import RedirectView

from yitang.portals.window import casefile, drawers, handing_over, money, onpaper, pages, papers, printing, reviewing, screen

urlpatterns = [
    path("", pages.console, name="console"),
    path("head", pages.head, name="head"),
    path("work", pages.work, name="work"),
    path("line", pages.line, name="line"),
    path("proof/<uuid:row_id>", casefile.proof_page, name="proof"),
    path("guide", require_GET(RedirectView.as_view(url="/guide/")), name="guide"),
    path("prechecked/<uuid:ticket_id>/<uuid:upload_id>/<int:page>", papers.prechecked_page, name="prechecked"),
    path("hand-over", handing_over.change_of_shift, name="hand-over"),
    path("review", reviewing.review_list, name="review"),
    path("review/list", reviewing.review_fragment, name="review-list"),
    path("own-proof", casefile.own_proof, name="own-proof"),
    path("review/<uuid:case_id>", reviewing.review_case, name="review-case"),
    path("act/<slug:what>", pages.step, name="step"),
    path("transfer", pages.send_on, name="transfer"),
    path("return/<uuid:ticket_id>", pages.take_back, name="return"),
    path("check", pages.check_papers, name="check"),
    path("money", money.money_list, name="money"),
    path("money/waiver/<uuid:waiver_id>", money.waiver_page, name="waiver"),
    path("money/refund/<uuid:refund_id>", money.refund_page, name="refund"),
    path("drawer", drawers.drawer, name="drawer"),
    path("drawer/<slug:what>", drawers.drawer_step, name="drawer-step"),
    path("till/<uuid:till_id>", drawers.till, name="till"),
    path("till/<uuid:till_id>/<slug:what>", drawers.till_step, name="till-step"),
    path("case/<uuid:case_id>/money", money.case_money, name="case-money"),
    path("case/<uuid:case_id>/money/<slug:what>", money.case_money_step, name="case-money-step"),
    path("case/<uuid:case_id>/receipt/<int:page>", money.receipt, name="receipt"),
    path("case/<uuid:case_id>/papers", papers.sent_fragment, name="sent"),
    path("case/<uuid:case_id>/<slug:what>", pages.case_step, name="case-step"),
    path("case/<uuid:case_id>", casefile.case_page, name="case"),
    path("case/<uuid:case_id>/papers/<uuid:upload_id>/<int:page>", papers.paper_page, name="paper"),
    path("case/<uuid:case_id>/papers/<uuid:upload_id>/original", papers.paper_original, name="paper-original"),
    path("notice/<uuid:notice_id>", casefile.notice_page, name="notice"),
    path("forms", onpaper.form_list, name="forms"),
    path("forms/<uuid:form_id>", onpaper.form_page, name="form"),
    path("forms/<uuid:form_id>/<slug:what>", onpaper.form_step, name="form-step"),
    path("print/<slug:what>/<uuid:thing_id>", printing.print_now, name="print"),
    path("paper/<uuid:document_id>", printing.paper_page, name="printed"),
    path("paper/<uuid:document_id>/<int:n>", printing.printed_sheet, name="sheet"),
    path("paper/<uuid:document_id>/<slug:what>", printing.paper_step, name="paper-step"),
    path("screen", screen.shell, name="screen"),
    path("screen/now", screen.now, name="screen-now"),
    path("screen/rate/<uuid:ticket_id>", screen.rate_here, name="screen-rate"),
]
