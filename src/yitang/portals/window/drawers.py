"""钱箱和日结: the clerk counts blind, hands over and explains; a second person accepts, sends back or corrects."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from yitang.kernel.money import fen_of
from yitang.platform.identity.public import NotYours, seems_fresh
from yitang.portals.frame.words import own_last, staff_names, window_numbers
from yitang.portals.window.casefile import of_staff
from yitang.portals.window.money import acted
from yitang.portals.window.pages import clerk
from yitang.processes.payments.public import (
    accept_till,
    choices,
    correct_till,
    count_drawer,
    drawer_of,
    explain_difference,
    give_drawer,
    recount_drawer,
    send_till_back,
    set_float,
    sheet_for,
    take_drawer,
)
from yitang.registers.offices.public import office


def _drawer(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    viewer, _ = clerk(request)
    found = drawer_of(viewer)
    context = {
        "drawer": found, "till": found.till, "window": window_numbers(found.till.office_id).get(found.till.window_id),
        "holder": staff_names([found.till.holder_account]).get(found.till.holder_account, "") if found.till.holder_account else "",
        "reasons": choices("payments.drawer_reasons"), "counted_by_me": found.till.counted_account == viewer.account_id, **own_last(viewer), **more,
    }  # fmt: skip
    return render(request, "window/drawer.html", context, status=status)


@require_GET
def drawer(request: HttpRequest) -> HttpResponse:
    """钱箱: count it; what should be in it is said after the count."""
    return _drawer(request)


@require_POST
def drawer_step(request: HttpRequest, what: str) -> HttpResponse:
    """Float, count, explain, count anew, give, take."""
    viewer, _ = clerk(request)
    said = request.POST

    def once() -> str:
        if what == "float":
            set_float(viewer, fen_of(said.get("float", "")))
        elif what == "count":
            count_drawer(viewer, fen_of(said.get("counted", "")))
        elif what == "explain":
            explain_difference(viewer, drawer_of(viewer).till.on, said.get("reason", ""), said.get("note", ""))
        elif what == "recount":
            recount_drawer(viewer, drawer_of(viewer).till.on)
        elif what == "give":
            give_drawer(viewer, drawer_of(viewer).till.id or UUID(int=0), fen_of(said.get("given", "")))
        elif what == "take":
            take_drawer(viewer, fen_of(said.get("taken", "")))
        else:
            raise NotYours
        return reverse("window:drawer")

    return acted(request, once, lambda **more: _drawer(request, **more, form=what))


def _sheet(request: HttpRequest, till_id: UUID, status: int = 200, **more: Any) -> HttpResponse:
    viewer = of_staff(request)
    sheet = sheet_for(viewer, till_id)
    accounts = [sheet.till.counted_account, sheet.till.holder_account, sheet.accepted_account, *(e.account_id for e in sheet.entries)]
    context = {
        "sheet": sheet, "till": sheet.till, "office": office(sheet.till.office_id), "window": window_numbers(sheet.till.office_id).get(sheet.till.window_id),
        "names": staff_names([a for a in accounts if a]), "second": viewer.post in ("reviewer", "chief"), "chief": viewer.post == "chief",
        "stale": not seems_fresh(viewer), **own_last(viewer), **more,
    }  # fmt: skip
    return render(request, "window/till.html", context, status=status)


@require_GET
def till(request: HttpRequest, till_id: UUID) -> HttpResponse:
    """日结单: sums, receipts, lines, the difference and its reason; to be accepted and to be printed."""
    return _sheet(request, till_id)


@require_POST
def till_step(request: HttpRequest, till_id: UUID, what: str) -> HttpResponse:
    """Accept, send back, correct, or count for one who is not there."""
    viewer, said = of_staff(request), request.POST
    here = reverse("window:till", args=[till_id])

    def once() -> str:
        if what == "accept":
            accept_till(viewer, till_id)
        elif what == "send-back":
            send_till_back(viewer, till_id)
        elif what == "correct":
            sign = -1 if said.get("sign") == "less" else 1
            correct_till(viewer, till_id, sign * fen_of(said.get("yuan", "")), said.get("said", ""))
        elif what == "give":
            give_drawer(viewer, till_id, fen_of(said.get("given", "")))
        else:
            raise NotYours
        return here

    return acted(request, once, lambda **more: _sheet(request, till_id, **more, form=what))
