"""The display: newest call on top with ground, then older; number → arrow → window reads without Chinese."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yitang.engines.waiting.estimate import rounded_minutes
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import SignInNeeded
from yitang.processes.queue.public import hall_board
from yitang.registers.offices.public import display_letters, hall


@require_GET
def shell(request: HttpRequest) -> HttpResponse:
    """The shell of the device; what it shows is fetched with its signature."""
    return render(request, "hall/shell.html")


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Calls, who waits, how long it takes."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.hall_id is None:
        raise SignInNeeded
    letters = display_letters(viewer.hall_id)
    found = hall_board(viewer, viewer.hall_id, max(1, letters.rows))
    now = clock.now()
    calls = [
        {"id": c.id, "label": c.label, "window": c.window_number, "at": c.at, "age_s": max(0, int((now - c.at).total_seconds()))}
        for c in found.calls
    ]  # fmt: skip
    context = {
        "hall": hall(viewer.hall_id), "board": {"calls": calls, "waiting": found.waiting, "unsure": found.unsure, "windows": found.windows}, "letters": letters,
        "low": rounded_minutes(found.low_s, False), "high": rounded_minutes(found.high_s, True),
    }  # fmt: skip
    return render(request, "hall/_board.html", context)
