"""The clerk's console: person, case, queue; each act is a key and a button."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from yitang.kernel.errors import Refusal
from yitang.kernel.money import fen_of
from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import NotYours, SignInNeeded, seems_fresh
from yitang.portals.frame.forms import asks_for_factor, submit
from yitang.portals.frame.words import own_last
from yitang.portals.window.bar import ENDED, HELP, key_bar
from yitang.portals.window.facts import facts_of, plate_of
from yitang.portals.window.forms import SEEN, field_of, owner_rows
from yitang.portals.window.prechecked import seen_before
from yitang.portals.window.sent import sent
from yitang.processes.cases.public import (
    WITHDRAWALS,
    CaseRow,
    Findings,
    NobodyServed,
    PapersMissing,
    accept_case,
    case_for,
    cases_of_visit,
    check,
    document_of,
    finish_visit,
    give_notice,
    issue,
    matter_of,
    may_withdraw,
    review,
    review_of,
    two_people,
    withdraw,
    withdrawal_of,
)
from yitang.processes.payments.public import BillRow, ask_code, bill_of, cancel_code, order_of, take_cash
from yitang.processes.queue.public import (
    REASONS,
    at_window,
    call_next,
    close_window,
    come_back,
    leave,
    no_show,
    open_window,
    pause_window,
    recall,
    start_serving,
    transfer,
)
from yitang.registers.catalogue.public import business

STEPS = {
    "open": open_window, "call": call_next, "recall": recall, "start": start_serving, "no-show": no_show, "finish": finish_visit,
    "pause": pause_window, "close": close_window, "leave": leave,
}  # fmt: skip


def clerk(request: HttpRequest) -> tuple[Viewer, UUID]:
    """The clerk and the window he is signed in at.

    Raises: SignInNeeded.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.account_id is None or viewer.window_id is None:
        raise SignInNeeded
    return viewer, viewer.window_id


def _desk(request: HttpRequest) -> dict[str, Any]:
    """The desk and who comes next: all that the right column needs."""
    desk = at_window(*clerk(request))
    return {"desk": desk, "current": desk.current, "next": [(n, business(n.businesses[0])) for n in desk.next]}


def _at_work(request: HttpRequest) -> dict[str, Any]:
    """The desk with the case in hand and its money: all that the keys depend on."""
    viewer, _ = clerk(request)
    found = _desk(request)
    current = found["current"]
    cases = cases_of_visit(viewer, current.visit_id) if current else []
    case = cases[-1] if cases else None
    again = case is not None and case.state in ENDED and request.GET.get("again") == "1"
    if again:
        case = None
    bill = bill_of(case.id) if case else None
    code = current.businesses[0] if current else ""
    found |= {
        "case": case, "bill": bill, "order": order_of(bill.id) if bill else None, "second": case is not None and two_people(case.business),
        "took_over": case is not None and case.acceptor_account != viewer.account_id,
        "wanted": business(code) if current else None, "form": f"window/_accept_{code}.html" if code in SEEN else "", "again": again,
        "stale": not seems_fresh(viewer),
        **own_last(viewer),
    }  # fmt: skip
    return {**found, "keys": key_bar(found["desk"], case, found), "help": HELP, "reasons": REASONS.items()}


def _context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """The whole console. ``more``: what was typed and found, and why something was refused."""
    found, typed = _at_work(request), more.setdefault("typed", {})
    case: CaseRow | None = found["case"]
    matter = more.get("matter") or (matter_of(case.id) if case else None)
    findings: Findings | None = more.get("findings")
    owners = owner_rows(typed, more.get("matter"))
    found |= {"owners": owners, "said": [(s, field_of(s, owners)) for s in findings.said] if findings else []}
    if matter:
        found |= {"facts": facts_of(matter), "plate": plate_of(matter)}
    if found["current"] and not case:
        found["before"] = seen_before(clerk(request)[0], found["current"])
    if case and matter:
        parties = [(party.role, party.person) for party in matter.parties]
        found |= {"parties": parties, "reviewed": review_of(case), "document": document_of(case), "sent": sent(case), **ending(request, case, found["bill"])}
    return {**found, **more}


def ending(request: HttpRequest, case: CaseRow, bill: BillRow) -> dict[str, Any]:
    """Why a case was withdrawn; or the reasons to choose from, while the viewer may end it and nothing was paid for it."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    usable = viewer.window_id is not None and not bill.paid and may_withdraw(viewer, case)
    return {"withdrawn": withdrawal_of(case), "withdrawals": WITHDRAWALS.items() if usable else ()}


@require_GET
def console(request: HttpRequest) -> HttpResponse:
    """窗口: the whole console."""
    return render(request, "window/console.html", _context(request))


@require_GET
def head(request: HttpRequest) -> HttpResponse:
    """Its head, live."""
    return render(request, "window/_head.html", _at_work(request))


@require_GET
def line(request: HttpRequest) -> HttpResponse:
    """Its right column, live."""
    return render(request, "window/_line.html", _desk(request))


@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """Its middle, live while another person reviews and while a pay code is open."""
    return render(request, "window/_work.html", _context(request))


@require_POST
def step(request: HttpRequest, what: str) -> HttpResponse:
    """One key: call, recall, start, no-show, finish, pause, open, close."""
    viewer, window_id = clerk(request)
    do = STEPS.get(what)
    if do is None:
        raise NotYours

    def once() -> str:
        do(viewer, window_id)
        return reverse("window:console")

    return _or_console(request, once)


def _or_console(request: HttpRequest, do: Any, **more: Any) -> HttpResponse:
    """Do it once; a refusal shows on the console itself, with what was typed kept."""
    try:
        return submit(request, do)
    except (SignInNeeded, NotYours):
        raise
    except PapersMissing as refusal:
        more = {**more, "matter": refusal.facts["matter"], "findings": refusal.facts["findings"]}
        return render(request, "window/console.html", _context(request, refusal=refusal, **more), status=refusal.status)
    except Refusal as refusal:
        more |= asks_for_factor(request, refusal)
        return render(request, "window/console.html", _context(request, refusal=refusal, **more), status=refusal.status)


@require_POST
def send_on(request: HttpRequest) -> HttpResponse:
    """F6 转窗."""
    viewer, window_id = clerk(request)

    def once() -> str:
        transfer(viewer, window_id, request.POST.get("reason", ""))
        return reverse("window:console")

    return _or_console(request, once)


@require_POST
def take_back(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """过号回来: somebody who missed the call stands here."""
    viewer, _ = clerk(request)

    def once() -> str:
        come_back(viewer, ticket_id)
        return reverse("window:console")

    return _or_console(request, once)


@require_POST
def check_papers(request: HttpRequest) -> HttpResponse:
    """Check, accept (F9), or give the one notice, by the button pressed."""
    viewer, window_id = clerk(request)
    desk = at_window(viewer, window_id)
    code = desk.current.businesses[0] if desk.current else ""
    if desk.current is None or code not in SEEN:
        raise NobodyServed
    number, what = request.POST.get("number", ""), request.POST.get("do", "check")
    typed = {name: request.POST.get(name, "") for name in request.POST if name != "once"}
    try:
        seen = SEEN[code](request.POST)
    except Refusal as refusal:
        return render(request, "window/console.html", _context(request, refusal=refusal, typed=typed), status=refusal.status)
    if what == "accept":

        def accept() -> str:
            accept_case(viewer, code, number, seen)
            return reverse("window:console")

        return _or_console(request, accept, typed=typed)
    if what == "notice":
        return _or_console(request, lambda: reverse("window:notice", args=[give_notice(viewer, code, number, seen)]), typed=typed)
    try:
        matter, findings = check(viewer, code, number, seen)
    except Refusal as refusal:
        return render(request, "window/console.html", _context(request, refusal=refusal, typed=typed), status=refusal.status)
    return render(request, "window/console.html", _context(request, matter=matter, findings=findings, typed=typed))


@require_POST
def case_step(request: HttpRequest, case_id: UUID, what: str) -> HttpResponse:
    """Review, take cash, ask for a pay code or take it back, issue, withdraw."""
    viewer, _ = clerk(request)
    case_for(viewer, case_id)

    def once() -> str:
        if what == "review":
            review(viewer, case_id)
        elif what == "cash":
            take_cash(viewer, case_id, fen_of(request.POST.get("counted", "")))
        elif what == "code":
            ask_code(viewer, case_id)
        elif what == "code-cancel":
            cancel_code(viewer, case_id)
        elif what == "issue":
            issue(viewer, case_id)
        elif what == "withdraw":
            withdraw(viewer, case_id, request.POST.get("reason", ""))
            return reverse("window:case", args=[case_id]) if request.POST.get("from") == "case" else reverse("window:console")
        else:
            raise NotYours
        return reverse("window:console")

    return _or_console(request, once, typed={"counted": request.POST.get("counted", "")[:20]})
