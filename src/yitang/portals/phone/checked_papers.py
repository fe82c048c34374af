"""Photos of papers with one's own check, before there is a number: add, look at the copy, remove. The desk sees them with the number."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yitang.kernel.errors import Refusal
from yitang.platform.policy.public import value
from yitang.platform.uploads.public import copy_of, slot, upload_of, uploads_of
from yitang.portals.frame.files import Sent, copy, receive_file, with_file
from yitang.portals.frame.forms import submit
from yitang.portals.phone.pages import viewer_of
from yitang.processes.guidance.public import SLOT, PrecheckRow, add_photo, can_photograph, may_photograph, own_precheck, remove_photo
from yitang.registers.catalogue.public import business


def _page(request: HttpRequest, found: PrecheckRow, status: int = 200, **more: Any) -> HttpResponse:
    b = business(found.business)
    names = {m.id: m for m in b.materials}
    files = [(one, names.get(one.what), range(1, one.pages + 1)) for one in uploads_of(found.id)]
    context = {
        "found": found, "b": b, "files": files, "listed": names.values(), "slot": slot(SLOT), "open": can_photograph(viewer_of(request), found.id),
        "kept_h": value("uploads.precheck_kept_h"),
    }  # fmt: skip
    return render(request, "phone/check_papers.html", {**context, **more}, status=status)


@with_file
@require_http_methods(["GET", "POST"])
def papers(request: HttpRequest, precheck_id: UUID) -> HttpResponse:
    """材料照片: what was taken, and one more. A refusal shows on the page itself, with the chosen paper kept."""
    viewer = viewer_of(request)
    checked = own_precheck(viewer, precheck_id)
    if request.method == "GET":
        return _page(request, checked)

    def keep(sent: Sent) -> str:
        add_photo(viewer, precheck_id, sent.material, sent.name, sent.looked)
        return reverse("phone:check-papers", args=[precheck_id])

    def page(refusal: Refusal, material: str) -> HttpResponse:
        return _page(request, own_precheck(viewer, precheck_id), refusal.status, refusal=refusal, material=material)

    return receive_file(request, SLOT, lambda material: may_photograph(viewer, precheck_id, material), keep, page)


@require_POST
def remove_paper(request: HttpRequest, precheck_id: UUID, upload_id: UUID) -> HttpResponse:
    """Remove one of them; its bytes are wiped."""

    def do() -> str:
        remove_photo(viewer_of(request), precheck_id, upload_id)
        return reverse("phone:check-papers", args=[precheck_id])

    return submit(request, do)


@require_GET
def paper_page(request: HttpRequest, precheck_id: UUID, upload_id: UUID, page: int) -> HttpResponse:
    """The clean copy of a page."""
    found = own_precheck(viewer_of(request), precheck_id)
    return copy(request, copy_of(upload_of(found.id, upload_id), page))
