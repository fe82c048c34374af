"""Pages of the phone: one call to a room's front door for each view."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yitang.engines.waiting.estimate import rounded_minutes
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import NotYours, anonymous, set_session
from yitang.platform.uploads.public import uploads_of
from yitang.portals.frame.context import SIZES
from yitang.portals.frame.drawing import qr
from yitang.portals.frame.fields import small_number, uuid_field
from yitang.portals.frame.forms import submit
from yitang.processes.cases.public import can_send, case_for, cases_of_visit, document_of, own_cases, review_of, verify_statement, withdrawal_of
from yitang.processes.feedback.public import GRADES, may_rate, rate
from yitang.processes.guidance.public import can_photograph, own_precheck, precheck, questions, slip, take_number
from yitang.processes.queue.public import (
    AlreadyHasTicket,
    TicketRow,
    come_back,
    give_up,
    green_share,
    grounds,
    head_start,
    issue_ticket,
    own_tickets,
    public_board,
    ticket,
    ticket_by_reference,
)
from yitang.registers.catalogue.public import CATEGORIES, business, businesses, offered, search
from yitang.registers.offices.public import halls, next_opening, office, offices, opening

LIVE = ("waiting", "called", "serving")
IN_WORK = ("accepted", "reviewed")
COMMON = ("DRV-RENEW", "INS-EXEMPT", "VEH-PLATE-DUP", "VEH-TRANSFER")


def wait_words(low_s: float, high_s: float, unsure: bool, windows: int) -> dict[str, Any]:
    """A range as it is shown: minutes, and the clock times they lead to; ``none``: no window calls now, so there is no range."""
    low, high = rounded_minutes(low_s, False), rounded_minutes(high_s, True)
    now = clock.local(clock.now())
    times = [(now + timedelta(minutes=m)).strftime("%H:%M") for m in (low, high)]
    soon = not unsure and high <= 1
    return {"none": not windows, "unsure": unsure, "soon": soon, "low": low, "high": high, "from": times[0], "to": times[1]}


def session(request: HttpRequest, response_of: Any) -> HttpResponse:
    """Answer with a session: a phone that has none gets one that can hold a number."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.session_id is not None:
        answer: HttpResponse = response_of(viewer)
        return answer
    token, fresh = anonymous()
    request.viewer = fresh  # type: ignore[attr-defined]
    answer = response_of(fresh)
    set_session(answer, token, strict=False)
    return answer


def viewer_of(request: HttpRequest) -> Viewer:
    """Who asks."""
    found: Viewer = request.viewer  # type: ignore[attr-defined]
    return found


def halls_now() -> list[dict[str, Any]]:
    """Each hall with who waits and how long it takes."""
    found = []
    for hall in halls():
        board = public_board(hall.id)
        hours = opening(hall.id, clock.today())
        now = clock.local(clock.now()).time()
        later = None if hours.works and now < hours.opens else next_opening(hall.id, clock.today())
        found.append({
            "hall": hall, "waiting": board.waiting, "wait": wait_words(board.low_s, board.high_s, board.unsure, board.windows), "hours": hours,
            "open": hours.open_at(now), "today": hours.works and now < hours.opens, "next_on": later[0] if later else None,
            "next": later[1] if later else hours,
        })  # fmt: skip
    return found


def held(viewer: Viewer) -> dict[str, Any]:
    """What somebody has in hand: numbers of today, and cases that are not finished when signed in by a code."""
    live = [t for t in own_tickets(viewer) if t.state in (*LIVE, "passed")]
    mine = own_cases(viewer) if viewer.post == "citizen" and viewer.at_least("code") and viewer.person_id else []
    return {"tickets": [shown(t) for t in live], "cases": [(c, business(c.business)) for c in mine if c.state in IN_WORK]}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """首页: what I have in hand, what I want, the hall now."""
    viewer = viewer_of(request)
    common = [business(code) for code in COMMON]
    context = {**held(viewer), "common": common, "halls": halls_now(), "categories": CATEGORIES.items(), "offices": offices(), "how_many": len(businesses())}
    return render(request, "phone/home.html", context)


@require_GET
def in_hand(request: HttpRequest) -> HttpResponse:
    """What I have in hand, live."""
    return render(request, "phone/_held.html", held(viewer_of(request)))


def shown(row: TicketRow) -> dict[str, Any]:
    """A ticket as the pages draw it."""
    return {"t": row, "wait": wait_words(row.low_s, row.high_s, row.unsure, row.windows), "names": [business(code) for code in row.businesses]}


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Search in everyday words."""
    asked = request.GET.get("q", "")[:60]
    category = request.GET.get("c", "")
    hits = [b for b in businesses() if b.category == category] if category in CATEGORIES else [h.business for h in search(asked)]
    return render(request, "phone/search.html", {"asked": asked, "hits": hits, "category": CATEGORIES.get(category)})


@require_GET
def everything(request: HttpRequest) -> HttpResponse:
    """All businesses (四公开)."""
    groups = [(names, [b for b in businesses() if b.category == key]) for key, names in CATEGORIES.items()]
    return render(request, "phone/all.html", {"groups": groups})


@require_GET
def business_page(request: HttpRequest, code: str) -> HttpResponse:
    """办事指南: what, where, with what, how long, how much."""
    return render(request, "phone/business.html", {"b": business(code), "halls": halls_now()})


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, code: str) -> HttpResponse:
    """自查: a few questions; the answer is one list."""
    found = offered(code)
    if request.method == "GET":
        return session(request, lambda _: render(request, "phone/check.html", {"b": found, "questions": questions(found)}))
    answers = {q.key: request.POST.get(q.key) == "yes" for q in questions(found)}
    return submit(request, lambda: reverse("phone:checked", args=[precheck(viewer_of(request), code, answers, "phone").id]))


@require_GET
def checked(request: HttpRequest, precheck_id: UUID) -> HttpResponse:
    """The one list of everything missing; can be printed."""
    viewer = viewer_of(request)
    found = own_precheck(viewer, precheck_id)
    context = {"found": found, "b": business(found.business), "photographs": can_photograph(viewer, found.id), "files": len(uploads_of(found.id))}
    return render(request, "phone/checked.html", context)


@require_GET
def told(request: HttpRequest, reference: str) -> HttpResponse:
    """一次性告知单: the list of a slip as it was given, by its QR; it names nobody."""
    found = slip(viewer_of(request), reference, request.META.get("REMOTE_ADDR", ""))
    return render(
        request, "phone/told.html", {"slip": found, "b": business(found.business), "hall": next((one for one in halls() if one.id == found.hall_id), None)}
    )


@require_GET
def order(request: HttpRequest) -> HttpResponse:
    """谁先叫: the rule of calling in words, the grounds of the green channel, and how many use it today; nobody is named."""
    names = {one.id: one.name_zh for one in offices()}
    today = [(names.get(one.office_id, ""), one, green_share(one.id, clock.today())) for one in halls()]
    return render(request, "phone/order.html", {"start": head_start(), "grounds": grounds(), "today": today})


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, code: str) -> HttpResponse:
    """取号: choose a hall, take a number."""
    found = business(code)
    if request.method == "GET":
        now = halls_now()
        first = next((one["hall"].id for one in now if one["open"]), None)
        context = {"b": found, "halls": now, "first": first, "precheck": request.GET.get("p", "")}
        return session(request, lambda _: render(request, "phone/take.html", context))

    def do() -> str:
        viewer = viewer_of(request)
        checked = own_precheck(viewer, uuid_field(request.POST, "precheck")) if request.POST.get("precheck") else None
        language = "en" if request.POST.get("language") == "en" else "zh"
        person = viewer.person_id if viewer.at_least("code") else None
        hall_id = uuid_field(request.POST, "hall")
        if checked and checked.business == code:
            row = take_number(viewer, checked.id, hall_id, "phone", person_id=person, language=language)
        else:
            row = issue_ticket(viewer, hall_id, (code,), "phone", person_id=person, language=language, trace_id=checked.trace_id if checked else None)
        return reverse("phone:ticket", args=[row.id])

    try:
        return submit(request, do)
    except AlreadyHasTicket:
        # Whoever comes back to the form is led to the number that he holds, not to a refusal.
        held = next((t for t in own_tickets(viewer_of(request)) if t.businesses == (code,) and t.state in LIVE), None)
        if held is None:
            raise
        return HttpResponseRedirect(f"{reverse('phone:ticket', args=[held.id])}?held=1", status=303)


def _ticket(request: HttpRequest, ticket_id: UUID) -> dict[str, Any]:
    viewer = viewer_of(request)
    row = ticket(viewer, ticket_id)
    hall = next(h for h in halls() if h.id == row.hall_id)
    cases = cases_of_visit(viewer, row.visit_id) if viewer.post == "citizen" else []
    return {
        **shown(row), "hall": hall, "office": office(hall.office_id), "rate": viewer.post == "citizen" and may_rate(row.id),
        "grades": sorted(GRADES.items(), reverse=True), "cases": cases, "held": request.GET.get("held") == "1", "rated": request.GET.get("rated") == "1",
    }  # fmt: skip


@require_GET
def my_ticket(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """我的号: number, people ahead, range, step, where."""
    return render(request, "phone/ticket.html", _ticket(request, ticket_id))


@require_GET
def ticket_fragment(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """The live part of it."""
    return render(request, "phone/_ticket.html", _ticket(request, ticket_id))


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """我不办了: asked once more on a page of its own, since the place in the line is gone afterwards."""
    if request.method == "GET":
        found = _ticket(request, ticket_id)
        if viewer_of(request).post != "citizen":
            raise NotYours
        if found["t"].state not in ("waiting", "passed"):
            return HttpResponseRedirect(reverse("phone:ticket", args=[ticket_id]))
        return render(request, "phone/leave.html", found)

    def do() -> str:
        give_up(viewer_of(request), ticket_id)
        return reverse("phone:ticket", args=[ticket_id])

    return submit(request, do)


@require_POST
def back(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """我回来了, after a missed call."""

    def do() -> str:
        come_back(viewer_of(request), ticket_id)
        return reverse("phone:ticket", args=[ticket_id])

    return submit(request, do)


@require_POST
def rate_visit(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """评价 on the own phone."""

    def do() -> str:
        rate(viewer_of(request), ticket_id, small_number(request.POST, "grade"))
        return f"{reverse('phone:ticket', args=[ticket_id])}?rated=1"

    return submit(request, do)


@require_GET
def my_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """我的业务: where it stands, and the document once it is issued."""
    case = case_for(viewer_of(request), case_id)
    document = document_of(case)
    link = f"{settings.YITANG_ORIGIN}{reverse('phone:verify', args=[document.statement])}" if document else ""
    context = {
        "case": case, "b": business(case.business), "document": document, "qr": qr(link, 4) if link else "", "link": link,
        "reviewed": review_of(case), "withdrawn": withdrawal_of(case), "office": office(case.accepting_office),
        "files": len(uploads_of(case.id)), "open": can_send(viewer_of(request), case),
    }  # fmt: skip
    return render(request, "phone/case.html", context)


@require_GET
def hall_now(request: HttpRequest) -> HttpResponse:
    """The line 大厅现在, live."""
    return render(request, "phone/_halls.html", {"halls": halls_now()})


@require_GET
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """验真: the page behind a document's QR; it never asks to sign in or to pay (X10)."""
    last4 = request.GET.get("last4", "")[:4]
    return render(request, "phone/verify.html", {"verdict": verify_statement(token, last4), "token": token, "last4": last4})


@require_GET
def by_slip(request: HttpRequest, reference: str) -> HttpResponse:
    """The number of a slip, by its QR: it shows the number and nothing else."""
    row = ticket_by_reference(viewer_of(request), reference, request.META.get("REMOTE_ADDR", ""))
    hall = next(h for h in halls() if h.id == row.hall_id)
    return render(request, "phone/slip.html", {**shown(row), "hall": hall, "office": office(hall.office_id), "cases": [], "rate": False, "slip": True})


@require_GET
def text_size(request: HttpRequest, size: str) -> HttpResponse:
    """大字: remembered on this phone."""
    back = request.headers.get("Referer", "")
    target = back[len(settings.YITANG_ORIGIN) :] if back.startswith(settings.YITANG_ORIGIN + "/") else "/"
    # What is left may itself name a host (//elsewhere); one leads home only (X10).
    answer = HttpResponseRedirect(target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else "/")
    if size in SIZES:
        answer.set_cookie("yitang_size", size, max_age=31536000, samesite="Lax")
    return answer
