"""The money of a case (减免、退费、收据): what a clerk asks for, and what a second person decides after he has seen all of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yitang.kernel.money import fen_of, in_words
from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import NotYours, seems_fresh
from yitang.portals.frame.fields import uuid_field
from yitang.portals.frame.forms import asks_for_factor, on_the_page, submit
from yitang.portals.frame.words import own_last, staff_names, window_numbers
from yitang.portals.window.casefile import of_staff
from yitang.processes.cases.public import (
    CaseRow,
    ask_refund,
    ask_waiver,
    case_for,
    decide_refund,
    decide_waiver,
    drop_refund,
    drop_waiver,
    parties_of,
)
from yitang.processes.payments.public import (
    bill_of,
    choices,
    money_back,
    pay_out,
    print_of,
    print_receipt,
    refund_row,
    refunds_of,
    tills_to_accept,
    turn_into_cash,
    waiver_row,
    waivers_of,
)
from yitang.registers.catalogue.public import business
from yitang.registers.offices.public import office

METHODS = {"cash": "现金", "code": "扫码", "none": "不收费", "waived": "全部减免"}


def acted(request: HttpRequest, do: Callable[[], str], page: Callable[..., HttpResponse]) -> HttpResponse:
    """Do what a form asks for; a refusal shows on the same page with what was typed, and a stale factor is asked for there."""
    return on_the_page(
        lambda: submit(request, do),
        lambda refusal: page(
            refusal=refusal, typed={k: request.POST.get(k, "")[:200] for k in request.POST}, status=refusal.status, **asks_for_factor(request, refusal)
        ),
    )


def _case_page(request: HttpRequest, case: CaseRow, status: int = 200, **more: Any) -> HttpResponse:
    viewer = of_staff(request)
    bill, waivers, refunds = bill_of(case.id), waivers_of(case.id), refunds_of(case.id)
    asked = [(one.asked_account, one.decided_account) for one in waivers] + [(one.asked_account, one.decided_account) for one in refunds]
    names = staff_names([a for pair in asked for a in pair])
    waiting = any(w.state == "asked" for w in waivers) or any(r.state in ("asked", "approved", "failed") for r in refunds)
    left = bill.due_fen - bill.refunded_fen
    issued = case.state in ("issued", "filed")
    context = {
        "case": case, "b": business(case.business), "bill": bill, "waivers": waivers, "refunds": refunds, "names": names, "left": left,
        "grounds": choices("payments.waivers") if case.state in ("accepted", "reviewed") and not bill.settled_at and not bill.void_at and bill.fen else (),
        "reasons": [one for one in choices("payments.refunds") if one.after_issue or not issued] if bill.paid else (),
        "waiting": waiting, "clerk": viewer.post == "clerk", "stale": not seems_fresh(viewer), **own_last(viewer), **more,
    }  # fmt: skip
    return render(request, "window/case_money.html", context, status=status)


@require_GET
def case_money(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """业务的钱: the bill, what is waived, what goes back; a clerk asks for either here."""
    return _case_page(request, case_for(of_staff(request), case_id))


@require_POST
def case_money_step(request: HttpRequest, case_id: UUID, what: str) -> HttpResponse:
    """Ask for a waiver or a refund, take one back, pay a refund out in cash, print the receipt."""
    viewer, said = of_staff(request), request.POST
    case_for(viewer, case_id)
    here = reverse("window:case-money", args=[case_id])

    def own(known: Any) -> UUID:
        """One of this case."""
        if known is None or known.case_id != case_id:
            raise NotYours
        found: UUID = known.id
        return found

    def once() -> str:
        if what == "waiver":
            ask_waiver(viewer, case_id, said.get("ground", ""), said.get("evidence", ""))
        elif what == "refund":
            ask_refund(viewer, case_id, said.get("reason", ""), fen_of(said.get("yuan", "")), said.get("note", ""))
        elif what == "drop-waiver":
            drop_waiver(viewer, own(waiver_row(uuid_field(said, "id"))))
        elif what == "drop-refund":
            drop_refund(viewer, own(refund_row(uuid_field(said, "id"))))
        elif what == "pay-out":
            pay_out(viewer, own(refund_row(uuid_field(said, "id"))))
        elif what == "receipt":
            return reverse("window:receipt", args=[case_id, print_receipt(viewer, case_id)])
        else:
            raise NotYours
        return here

    return acted(request, once, lambda **more: _case_page(request, case_for(viewer, case_id), **more, form=what))


@require_GET
def receipt(request: HttpRequest, case_id: UUID, page: int) -> HttpResponse:
    """收据: one print of it; the first is the original."""
    viewer = of_staff(request)
    case = case_for(viewer, case_id)
    printed = print_of(case_id, page)
    if printed is None:
        raise NotYours
    bill = bill_of(case_id)
    context = {
        "case": case, "b": business(case.business), "bill": bill, "printed": printed, "words": in_words(bill.due_fen), "office": office(case.accepting_office),
        "payer": parties_of(case)[0][1], "method": METHODS[printed.method], "who": staff_names([printed.account_id]).get(printed.account_id, ""),
    }  # fmt: skip
    return render(request, "window/receipt.html", context)


def _names(viewer: Viewer) -> dict[str, Any]:
    found = money_back(viewer)
    asked = [one.asked_account for one in found.waivers] + [one.asked_account for one in (*found.refunds, *found.cash, *found.stuck)]
    return {"money": found, "names": staff_names(asked)}


def _list(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    viewer = of_staff(request)
    second = viewer.post in ("reviewer", "chief")
    tills = tills_to_accept(viewer) if second and viewer.office_id else []
    numbers = window_numbers(tills[0].office_id) if tills else {}
    context = {**_names(viewer), "second": second, "tills": [(one, numbers.get(one.window_id)) for one in tills], **own_last(viewer), **more}
    return render(request, "window/money.html", context, status=status)


@require_http_methods(["GET", "POST"])
def money_list(request: HttpRequest) -> HttpResponse:
    """减免和退费: what waits for a second person, cash that waits to be fetched, and refunds that a provider does not finish."""
    viewer = of_staff(request)
    if request.method == "GET":
        return _list(request)

    def once() -> str:
        turn_into_cash(viewer, uuid_field(request.POST, "id"))
        return reverse("window:money")

    return acted(request, once, lambda **more: _list(request, **more))


def _decided(request: HttpRequest, case_id: UUID, template: str, do: Callable[[bool, str], None], known: dict[str, Any]) -> HttpResponse:
    """The page on which a second person sees all of it and decides."""
    viewer = of_staff(request)
    case = case_for(viewer, case_id)

    def page(status: int = 200, **more: Any) -> HttpResponse:
        bill = bill_of(case_id)
        context = {
            "case": case, "b": business(case.business), "bill": bill, "parties": parties_of(case), "left": bill.due_fen - bill.refunded_fen,
            "names": staff_names([known["one"].asked_account, case.acceptor_account]), "second": viewer.post in ("reviewer", "chief"),
            "stale": not seems_fresh(viewer), **own_last(viewer), **known, **more,
        }  # fmt: skip
        return render(request, template, context, status=status)

    if request.method == "GET":
        return page()

    def once() -> str:
        do(request.POST.get("do") == "grant", request.POST.get("said", ""))
        return reverse("window:money")

    return acted(request, once, page)


@require_http_methods(["GET", "POST"])
def waiver_page(request: HttpRequest, waiver_id: UUID) -> HttpResponse:
    """批减免: ground with its source, evidence, amounts, who asked; then yes, or no with its reason."""
    viewer, one = of_staff(request), waiver_row(waiver_id)
    if one is None:
        raise NotYours
    return _decided(request, one.case_id, "window/waiver.html", lambda yes, said: decide_waiver(viewer, waiver_id, yes, said), {"one": one})


@require_http_methods(["GET", "POST"])
def refund_page(request: HttpRequest, refund_id: UUID) -> HttpResponse:
    """批退费: how much of how much, why, which way it goes back, who asked; then yes with a fresh factor, or no with its reason."""
    viewer, one = of_staff(request), refund_row(refund_id)
    if one is None:
        raise NotYours
    return _decided(request, one.case_id, "window/refund.html", lambda yes, said: decide_refund(viewer, refund_id, yes, said), {"one": one})
