"""The pre-check at the desk: each paper looked at, photographed where that helps, and one list of what is to be brought."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yitang.kernel.errors import Refusal
from yitang.platform.policy.public import value
from yitang.platform.uploads.public import copy_of, slot, upload_of, uploads_of
from yitang.portals.frame.drawing import qr
from yitang.portals.frame.files import Sent, copy, receive_file, with_file
from yitang.portals.frame.forms import on_the_page, submit
from yitang.portals.frame.words import staff_names
from yitang.portals.guide.pages import at_desk, for_a_number, guide
from yitang.processes.guidance.public import (
    MARKS,
    SLOT,
    PrecheckRow,
    add_photo,
    can_photograph,
    give_slip,
    mark_papers,
    may_photograph,
    own_precheck,
    papers,
    remove_photo,
    slip,
)
from yitang.processes.queue.public import ticket
from yitang.registers.catalogue.public import business

PAPER = "paper-"


def context(request: HttpRequest, found: PrecheckRow, **more: Any) -> dict[str, Any]:
    """The whole check page. What was marked and not saved stays marked on the page."""
    viewer = guide(request)
    files = [(one, range(1, one.pages + 1)) for one in uploads_of(found.id)]
    typed = {name.removeprefix(PAPER): request.POST.get(name) for name in request.POST if name.startswith(PAPER)}
    lines = [(line, [pair for pair in files if pair[0].what == line.material], typed.get(line.key, line.mark)) for line in papers(found)]
    to_bring = sum(line.to_bring for line, _, _ in lines)
    return {
        "found": found, "b": business(found.business), "lines": lines, "to_bring": to_bring, "ready": not to_bring and not found.grounds,
        "marks": MARKS.items(), "slot": slot(SLOT), "kept_h": value("uploads.precheck_kept_h"), "photographs": can_photograph(viewer, found.id),
        "first": staff_names([found.account_id]).get(found.account_id, "") if found.account_id else "",
        "given": ticket(viewer, found.ticket_id) if found.ticket_id else None, **at_desk(viewer), **for_a_number(viewer, request), **more,
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, precheck_id: UUID) -> HttpResponse:
    """材料预检: seen, missing or doubtful, paper by paper."""
    viewer = guide(request)
    found = own_precheck(viewer, precheck_id)
    if request.method == "GET":
        return render(request, "guide/check.html", context(request, found, saved=request.GET.get("saved") == "1"))
    said = {name.removeprefix(PAPER)[:24]: state[:8] for name in request.POST if name.startswith(PAPER) and (state := request.POST.get(name, ""))}

    def do() -> str:
        mark_papers(viewer, precheck_id, said)
        return f"{reverse('guide:check', args=[precheck_id])}?saved=1"

    return on_the_page(
        lambda: submit(request, do), lambda refusal: render(request, "guide/check.html", context(request, found, refusal=refusal), status=refusal.status)
    )


@with_file
@require_POST
def photo(request: HttpRequest, precheck_id: UUID) -> HttpResponse:
    """One photo of one paper. A refusal shows on the page itself, at the paper that it was for."""
    viewer = guide(request)

    def keep(sent: Sent) -> str:
        add_photo(viewer, precheck_id, sent.material, sent.name, sent.looked)
        return f"{reverse('guide:check', args=[precheck_id])}#{sent.material}"

    def page(refusal: Refusal, material: str) -> HttpResponse:
        shown = context(request, own_precheck(viewer, precheck_id), refusal=refusal, wrong=material)
        return render(request, "guide/check.html", shown, status=refusal.status)

    return receive_file(request, SLOT, lambda material: may_photograph(viewer, precheck_id, material), keep, page)


@require_POST
def photo_remove(request: HttpRequest, precheck_id: UUID, upload_id: UUID) -> HttpResponse:
    """Take one away; its bytes are wiped."""

    def do() -> str:
        remove_photo(guide(request), precheck_id, upload_id)
        return reverse("guide:check", args=[precheck_id])

    return submit(request, do)


@require_GET
def photo_page(request: HttpRequest, precheck_id: UUID, upload_id: UUID, page: int) -> HttpResponse:
    """The clean copy of a page."""
    found = own_precheck(guide(request), precheck_id)
    return copy(request, copy_of(upload_of(found.id, upload_id), page))


@require_http_methods(["GET", "POST"])
def slip_page(request: HttpRequest, precheck_id: UUID) -> HttpResponse:
    """一次性告知单: everything that is to be brought, on paper or on the citizen's phone by a code; kept as it was given."""
    viewer = guide(request)
    found = own_precheck(viewer, precheck_id)
    if request.method == "POST":
        return submit(request, lambda: f"{reverse('guide:slip', args=[precheck_id])}?given={give_slip(viewer, precheck_id)}")
    reference = request.GET.get("given", "")
    kept = slip(viewer, reference) if reference else None
    if kept is None:
        return render(request, "guide/check.html", context(request, found))
    link = f"{settings.YITANG_ORIGIN}/c/{reference}"
    page = {"found": found, "b": business(found.business), "slip": kept, "link": link, "qr": qr(link, 3), **at_desk(viewer)}
    return render(request, "guide/slip.html", page)
