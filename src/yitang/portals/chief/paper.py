"""Paper mode (纸质办理): the chief switches the hall, prints forms beforehand, and closes a batch when every form is accounted for."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from yitang.platform.identity.public import NotYours
from yitang.platform.policy.public import value
from yitang.portals.chief.pages import head_of_office
from yitang.portals.frame.fields import small_number
from yitang.portals.frame.forms import asks_for_factor, on_the_page, submit
from yitang.portals.frame.sheets import forms_drawn, served
from yitang.portals.frame.words import staff_names
from yitang.processes.outages.public import batches, close_batch, end_paper_mode, forms, outages_of, paper_mode, print_forms, sheets, start_paper_mode
from yitang.registers.offices.public import hall


def _page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    viewer, _, hall_id = head_of_office(request)
    said = outages_of(viewer, hall_id)
    names = staff_names([one.account_id for one in said])
    context = {
        "hall": hall(hall_id), "now": paper_mode(hall_id), "outages": [(one, names.get(one.account_id, "")) for one in said], "batches": batches(viewer),
        "most_hours": value("outages.most_hours"), "most_forms": value("outages.batch_most"), **more,
    }  # fmt: skip
    return render(request, "chief/paper.html", context, status=status)


@require_GET
def paper(request: HttpRequest) -> HttpResponse:
    """纸质办理: how the hall works now, its batches of forms, when it worked on paper."""
    return _page(request)


@require_POST
def paper_step(request: HttpRequest, what: str) -> HttpResponse:
    """Switch to paper, switch back, print forms. A refusal shows on the page itself, with what was typed."""
    viewer, _, hall_id = head_of_office(request)
    reason, hours, count = request.POST.get("reason", ""), small_number(request.POST, "hours"), small_number(request.POST, "count")

    def once() -> str:
        if what == "start":
            start_paper_mode(viewer, hall_id, reason, hours)
        elif what == "end":
            end_paper_mode(viewer, hall_id)
        elif what == "print":
            return reverse("chief:paper-batch", args=[print_forms(viewer, hall_id, count, forms_drawn)])
        else:
            raise NotYours
        return reverse("chief:paper")

    typed = {"reason": reason, "hours": request.POST.get("hours", "")[:4], "count": request.POST.get("count", "")[:4]}
    return on_the_page(
        lambda: submit(request, once), lambda refusal: _page(request, refusal.status, refusal=refusal, typed=typed, **asks_for_factor(request, refusal))
    )


def _batch(request: HttpRequest, batch_id: UUID, status: int = 200, **more: Any) -> HttpResponse:
    viewer, _, _ = head_of_office(request)
    found = batches(viewer, batch_id)[0]
    return render(request, "chief/paper_batch.html", {"batch": found, "forms": forms(viewer, batch_id), **more}, status=status)


@require_GET
def paper_batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """One batch: each serial and what became of it."""
    return _batch(request, batch_id)


@require_GET
def paper_sheets(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The forms of a batch, to be printed."""
    viewer, _, _ = head_of_office(request)
    return served(sheets(viewer, batch_id))


@require_POST
def paper_close(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Close a batch."""
    viewer, _, _ = head_of_office(request)

    def once() -> str:
        close_batch(viewer, batch_id)
        return reverse("chief:paper-batch", args=[batch_id])

    return on_the_page(lambda: submit(request, once), lambda refusal: _batch(request, batch_id, refusal.status, refusal=refusal))
