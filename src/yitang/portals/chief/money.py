"""当天的钱: which windows are settled, what differs, the provider's statement, and money that has to go back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from yitang.kernel import clock
from yitang.platform.identity.public import NotYours
from yitang.portals.chief.pages import head_of_office
from yitang.portals.frame.fields import FieldWrong, uuid_field
from yitang.portals.frame.forms import on_the_page, submit
from yitang.portals.frame.words import staff_names, window_numbers
from yitang.processes.cases.public import ask_overpaid
from yitang.processes.payments.public import choices, compare_statement, explain_line, fetch_line, money_back, office_day, overpaid

KINDS = ("cash", "code", "waived", "cash_back", "code_back", "corrected")


def day_of(text: str) -> date:
    """The day that a page is asked for; today when it does not say.

    Raises: FieldWrong.
    """
    try:
        return date.fromisoformat(text) if text else clock.today()
    except ValueError as fault:
        raise FieldWrong(name="on") from fault


def _page(request: HttpRequest, on: date, status: int = 200, **more: Any) -> HttpResponse:
    viewer, office_id, _ = head_of_office(request)
    day, numbers = office_day(viewer, on), window_numbers(office_id)
    rows = sorted(((numbers.get(one.till.window_id, 0), one) for one in day.windows), key=lambda pair: pair[0])
    context = {
        "day": day, "rows": rows, "names": staff_names([one.till.holder_account for one in day.windows]), "totals": [day.total(kind) for kind in KINDS],
        "reasons": choices("payments.statement_reasons"), "words": {one.code: one.zh for one in choices("payments.statement_reasons")},
        "before": on - timedelta(days=1), "after": on + timedelta(days=1) if on < clock.today() else None, "today": on == clock.today(),
        "waiting": money_back(viewer), **more,
    }  # fmt: skip
    return render(request, "chief/money.html", context, status=status)


@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """The money of a day."""
    return _page(request, day_of(request.GET.get("on", "")))


def _acted(request: HttpRequest, do: Callable[[], str], page: Callable[..., HttpResponse]) -> HttpResponse:
    return on_the_page(
        lambda: submit(request, do),
        lambda refusal: page(status=refusal.status, refusal=refusal, typed={name: request.POST.get(name, "")[:200] for name in request.POST}),
    )


@require_POST
def day_step(request: HttpRequest, what: str) -> HttpResponse:
    """Hold the day against the provider's statement, ask for a line once more, or say why it differs."""
    viewer, _, _ = head_of_office(request)
    said, on = request.POST, day_of(request.POST.get("on", ""))

    def once() -> str:
        if what == "compare":
            compare_statement(viewer, on)
        elif what == "fetch":
            fetch_line(viewer, uuid_field(said, "id"))
        elif what == "explain":
            explain_line(viewer, uuid_field(said, "id"), said.get("reason", ""), said.get("note", ""))
        else:
            raise NotYours
        return f"{reverse('chief:money')}?on={on}"

    return _acted(request, once, lambda **more: _page(request, on, **more))


def _overpaid(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    viewer, _, _ = head_of_office(request)
    return render(request, "chief/overpaid.html", {"overpaid": overpaid(viewer), **more}, status=status)


@require_GET
def money_to_go_back(request: HttpRequest) -> HttpResponse:
    """多付待退: money that settled nothing, by the provider's transaction."""
    return _overpaid(request)


@require_POST
def give_back(request: HttpRequest, incoming_id: UUID) -> HttpResponse:
    """Ask that it goes back the way it came; another person decides."""
    viewer, _, _ = head_of_office(request)

    def once() -> str:
        ask_overpaid(viewer, incoming_id)
        return reverse("chief:overpaid")

    return _acted(request, once, lambda **more: _overpaid(request, **more))
