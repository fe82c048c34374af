"""交接班: what goes over with the window, and the colleague's sign-in, in one form and by one press."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yitang.kernel.errors import Refusal
from yitang.platform.identity.public import NotYours, PostMayNot, SignInNeeded, WindowSessionElsewhere, set_session
from yitang.portals.frame.words import staff_names
from yitang.portals.window.pages import clerk
from yitang.processes.cases.public import cases_of_visit
from yitang.processes.queue.public import at_window, hand_over
from yitang.registers.catalogue.public import business


@require_http_methods(["GET", "POST"])
def change_of_shift(request: HttpRequest) -> HttpResponse:
    """The clerk opens it, the colleague reads what he takes over, types badge, password and code, and presses once."""
    viewer, window_id = clerk(request)
    if request.method == "GET":
        return render(request, "window/hand_over.html", _context(request))
    said = request.POST
    try:
        token = hand_over(
            viewer, window_id, said.get("login", "")[:40], said.get("password", "")[:128], said.get("code", "")[:10],
            request.META.get("REMOTE_ADDR", ""), said.get("take_over") == "yes",
        )  # fmt: skip
    except (SignInNeeded, PostMayNot, NotYours):
        raise
    except Refusal as refusal:
        context = _context(request, refusal=refusal, login=said.get("login", "")[:40], elsewhere=isinstance(refusal, WindowSessionElsewhere))
        return render(request, "window/hand_over.html", context, status=refusal.status)
    answer = HttpResponseRedirect(reverse("window:console"), status=303)
    set_session(answer, token, strict=True)
    return answer


def _context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What goes over: the window's state, who is there, and the cases of the visit."""
    viewer, window_id = clerk(request)
    desk = at_window(viewer, window_id)
    cases = cases_of_visit(viewer, desk.current.visit_id) if desk.current else []
    return {
        "desk": desk, "current": desk.current, "cases": [(case, business(case.business)) for case in cases],
        "wanted": business(desk.current.businesses[0]) if desk.current else None, "from": staff_names([viewer.account_id]).get(viewer.account_id, ""), **more,
    }  # fmt: skip
