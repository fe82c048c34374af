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
from yitang.platform.identity.public import NotYours, SignInNeeded, account_names
from yitang.portals.frame.forms import submit
from yitang.portals.window.forms import SEEN, owner_rows
from yitang.processes.archives.public import file_of
from yitang.processes.cases.public import (
    CaseRow,
    NobodyServed,
    accept_case,
    acts_of,
    case_for,
    cases_of_visit,
    check,
    document_of,
    finish_visit,
    give_notice,
    issue,
    notice,
    papers_of,
    parties_of,
    review,
    review_of,
    two_people,
)
from yitang.processes.payments.public import ask_code, bill_of, cancel_code, order_of, take_cash
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
from yitang.registers.people.public import person

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


def _context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    viewer, window_id = clerk(request)
    desk = at_window(viewer, window_id)
    current = desk.current
    cases = cases_of_visit(viewer, current.visit_id) if current else []
    case = cases[-1] if cases else None
    if case and case.state == "refused" and request.GET.get("again"):
        case = None
    typed = more.setdefault("typed", {})
    bill = bill_of(case.id) if case else None
    return {
        "desk": desk, "current": current, "case": case, "bill": bill, "reasons": REASONS.items(), "order": order_of(bill.id) if bill else None,
        "applicant": person(case.applicant_id) if case else None, "document": document_of(case) if case else None,
        "wanted": business(current.businesses[0]) if current else None,
        "form": f"window/_accept_{current.businesses[0]}.html" if current and current.businesses[0] in SEEN else "",
        "owners": owner_rows(typed, more.get("matter")), **_of_case(case), **more,
    }  # fmt: skip


def _of_case(case: CaseRow | None) -> dict[str, Any]:
    """Parties, second person and review of a case, for the console."""
    if case is None:
        return {}
    return {"parties": parties_of(case), "second": two_people(case.business), "reviewed": review_of(case)}


@require_GET
def console(request: HttpRequest) -> HttpResponse:
    """窗口: the whole console."""
    return render(request, "window/console.html", _context(request))


@require_GET
def head(request: HttpRequest) -> HttpResponse:
    """Its head, live."""
    return render(request, "window/_head.html", _context(request))


@require_GET
def line(request: HttpRequest) -> HttpResponse:
    """Its right column, live."""
    return render(request, "window/_line.html", _context(request))


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
    except Refusal as refusal:
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
    """Review, take cash, ask for a pay code or take it back, issue."""
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
        else:
            raise NotYours
        return reverse("window:console")

    return _or_console(request, once)


def papers(case: CaseRow) -> list[tuple[str, str]]:
    """The papers of a case by their Chinese names, and how each was seen."""
    names = {m.id: m.zh for m in business(case.business).materials}
    return [(names.get(material, material), "出示" if state == "shown" else "联网") for material, state in papers_of(case)]


@require_GET
def case_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A case with its acts, papers and file, for those who work on it; the citizen has a page of his own."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.account_id is None:
        raise SignInNeeded
    case = case_for(viewer, case_id)
    acts = acts_of(case)
    names = account_names([a.account_id for a in acts])
    context = {
        "case": case, "b": business(case.business), "acts": [(a, names.get(a.account_id, "")) for a in acts], "bill": bill_of(case.id),
        "document": document_of(case), "file": file_of(case.id), "parties": parties_of(case), "papers": papers(case), "reviewed": review_of(case),
    }  # fmt: skip
    return render(request, "window/case.html", context)


@require_GET
def notice_page(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """一次性告知书, to be printed."""
    viewer, _ = clerk(request)
    found = notice(viewer, notice_id)
    return render(request, "window/notice.html", {"notice": found, "b": business(found["business"])})
