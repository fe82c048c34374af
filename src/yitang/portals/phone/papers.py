"""Photos and PDFs of papers on the own case page: add, look at the copy, remove."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yitang.kernel.errors import Refusal
from yitang.platform.uploads.public import copy_of, slot, upload_of, uploads_of
from yitang.portals.frame.files import Sent, copy, receive_file, with_file
from yitang.portals.frame.forms import submit
from yitang.portals.phone.pages import viewer_of
from yitang.processes.cases.public import CaseRow, add_upload, can_send, case_for, may_send, papers_to_send, remove_upload
from yitang.registers.catalogue.public import business

SLOT = "case_paper"


def _page(request: HttpRequest, case: CaseRow, status: int = 200, **more: Any) -> HttpResponse:
    names = {m.id: m for m in papers_to_send(case)}
    found = [(one, names.get(one.what), range(1, one.pages + 1)) for one in uploads_of(case.id)]
    context = {
        "case": case, "b": business(case.business), "files": found, "listed": names.values(), "slot": slot(SLOT), "open": can_send(viewer_of(request), case),
    }  # fmt: skip
    return render(request, "phone/papers.html", {**context, **more}, status=status)


@with_file
@require_http_methods(["GET", "POST"])
def papers(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """材料照片: what was sent, and one more. A refusal shows on the page itself, with the chosen paper kept."""
    viewer = viewer_of(request)
    case = case_for(viewer, case_id)
    if request.method == "GET":
        return _page(request, case)

    def keep(sent: Sent) -> str:
        add_upload(viewer, case_id, sent.material, sent.name, sent.looked)
        return reverse("phone:papers", args=[case_id])

    def page(refusal: Refusal, material: str) -> HttpResponse:
        return _page(request, case_for(viewer, case_id), refusal.status, refusal=refusal, material=material)

    return receive_file(request, SLOT, lambda material: may_send(viewer, case_id, material), keep, page)


@require_POST
def remove_paper(request: HttpRequest, case_id: UUID, upload_id: UUID) -> HttpResponse:
    """Remove one of them."""

    def do() -> str:
        remove_upload(viewer_of(request), case_id, upload_id)
        return reverse("phone:papers", args=[case_id])

    return submit(request, do)


@require_GET
def paper_page(request: HttpRequest, case_id: UUID, upload_id: UUID, page: int) -> HttpResponse:
    """The clean copy of a page."""
    case = case_for(viewer_of(request), case_id)
    return copy(request, copy_of(upload_of(case.id, upload_id), page))
