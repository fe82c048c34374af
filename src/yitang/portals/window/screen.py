"""The citizen's side of a window: follows the console, shows what to pay, takes the rating; nothing stays when the next one comes."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import SignInNeeded
from yitang.portals.frame.drawing import qr
from yitang.portals.frame.fields import small_number
from yitang.processes.feedback.public import GRADES, open_at_window, rate
from yitang.processes.payments.public import code_at
from yitang.processes.queue.public import current_at
from yitang.registers.catalogue.public import business
from yitang.registers.offices.public import office


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
    current = current_at(viewer.window_id)
    ticket_id = open_at_window(viewer.window_id)
    serving = current is not None and ticket_id != current.ticket_id
    code = code_at(viewer, viewer.window_id, current.served_at) if current and current.served_at else None
    context = {
        "code": code, "qr": qr(code.qr, 7, code.begins) if code else "", "payee": office(viewer.office_id).name_zh if viewer.office_id else "",
        "current": current, "wanted": business(current.businesses[0]) if current else None, "serving": serving, "ticket_id": ticket_id,
        "grades": sorted(GRADES.items(), reverse=True), "thanks": request.GET.get("thanks") == "1",
    }  # fmt: skip
    return render(request, "window/_screen.html", context)


@csrf_exempt  # the device's signature over method, path and body stands for the token
@require_POST
def rate_here(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """评价 at the window."""
    rate(device(request), ticket_id, small_number(request.POST, "grade"))
    return render(request, "window/_screen.html", {"thanks": True})
