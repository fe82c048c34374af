"""The citizen's side of a window: follows the console, shows what to pay, takes the rating; nothing stays when the next one comes."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import SignInNeeded
from yitang.portals.frame.drawing import qr
from yitang.portals.frame.fields import small_number
from yitang.processes.cases.public import case_on_screen, pause_of, review_of
from yitang.processes.feedback.public import GRADES, open_at_window, rate
from yitang.processes.payments.public import bill_of, code_at
from yitang.processes.queue.public import current_at, window_works
from yitang.registers.catalogue.public import business
from yitang.registers.offices.public import office, windows
from yitang.registers.people.public import person
from yitang.registers.vehicles.public import vehicle


@require_GET
def shell(request: HttpRequest) -> HttpResponse:
    """The shell of the device; what it shows is fetched with its signature."""
    return render(request, "window/screen.html")


def device(request: HttpRequest) -> Viewer:
    """The paired second screen.

    Raises: SignInNeeded.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.device_kind != "screen" or viewer.window_id is None:
        raise SignInNeeded
    return viewer


@require_GET
def now(request: HttpRequest) -> HttpResponse:
    """What the citizen sees now: nothing, the step, what to pay and the code for it, or the rating."""
    viewer = device(request)
    assert viewer.window_id is not None
    assert viewer.hall_id is not None
    current = current_at(viewer.window_id)
    ticket_id = open_at_window(viewer.hall_id, viewer.window_id)
    context: dict[str, Any] = {"window": number_of(viewer), "works": window_works(viewer.window_id), "current": current, "step": 0}
    if ticket_id is not None and (current is None or ticket_id == current.ticket_id):
        context |= {"ticket_id": ticket_id, "grades": sorted(GRADES.items(), reverse=True), "step": 4}
    elif current is not None:
        code = code_at(viewer, viewer.window_id, current.served_at) if current.served_at else None
        payee = office(viewer.office_id).name_zh if viewer.office_id else ""
        context |= {"code": code, "qr": qr(code.qr, 7, code.begins) if code else "", "payee": payee, "wanted": business(current.businesses[0])}
        context |= in_work(viewer, viewer.window_id, current.visit_id) if current.state == "serving" else {}
    return render(request, "window/_screen.html", context)


def number_of(viewer: Viewer) -> int:
    """The number of the window whose citizen's side this is."""
    assert viewer.hall_id is not None
    return next((w.number for w in windows(viewer.hall_id, clock.today()) if w.id == viewer.window_id), 0)


def in_work(viewer: Viewer, window_id: UUID, visit_id: UUID) -> dict[str, Any]:
    """The step of the case in work, and of it what the citizen checks, masked; before it is accepted nothing that was typed."""
    case = case_on_screen(viewer, window_id, visit_id)
    if case is None:
        return {"step": 1}
    car = vehicle(case.subject_id) if case.subject_kind == "vehicle" else None
    step = {"accepted": 2, "reviewed": 2, "refused": 2, "suspended": 2, "lapsed": 1, "withdrawn": 1}.get(case.state, 3)
    bill = bill_of(case.id)
    if case.state == "reviewed" and bill and bill.settled_at:
        step = 3
    return {"step": step, "case": case, "applicant": person(case.applicant_id), "car": car, "bill": bill, "reviewed": review_of(case), "pause": pause_of(case)}


@csrf_exempt  # the device's signature over method, path and body stands for the token
@require_POST
def rate_here(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """评价 at the window."""
    rate(device(request), ticket_id, small_number(request.POST, "grade"))
    return render(request, "window/_screen.html", {"thanks": True, "window": number_of(device(request)), "step": 5})
