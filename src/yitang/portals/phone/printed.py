"""Printed papers for the citizen: the public check of a code, and the own papers of a case."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yitang.portals.frame.sheets import served
from yitang.portals.phone.pages import viewer_of
from yitang.processes.outages.public import verify_form
from yitang.processes.papers.public import own_sheet as sheet_of
from yitang.processes.papers.public import verify_paper


@require_GET
def check(request: HttpRequest, token: str) -> HttpResponse:
    """文书验真: the page behind a paper's code; it never asks to sign in or to pay (X10)."""
    last4 = request.GET.get("last4", "")[:4]
    form = verify_form(token)
    if form:
        return render(request, "phone/form_check.html", {"form": form})
    return render(request, "phone/paper_check.html", {"verdict": verify_paper(token, last4), "last4": last4})


@require_GET
def own_sheet(request: HttpRequest, case_id: UUID, document_id: UUID) -> HttpResponse:
    """A paper of the own case as it was printed, marked as an electronic copy."""
    return served(sheet_of(viewer_of(request), case_id, document_id))
