"""The kiosk's pages: choose, take a number, get the slip; everything is gone with the next person."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from yitang.engines.waiting.estimate import rounded_minutes
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import Answer, once
from yitang.platform.identity.public import SignInNeeded
from yitang.platform.policy.public import value
from yitang.platform.privacy.public import show
from yitang.portals.frame.forms import key_of, principal
from yitang.portals.kiosk.slip import slip
from yitang.processes.queue.public import come_back, issue_ticket, public_board, ticket_by_reference
from yitang.registers.catalogue.public import business, businesses
from yitang.registers.offices.public import hall, opening


def device(request: HttpRequest) -> Viewer:
    """The paired kiosk.

    Raises: SignInNeeded.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.device_kind != "kiosk" or viewer.hall_id is None:
        raise SignInNeeded
    return viewer


@require_GET
def shell(request: HttpRequest) -> HttpResponse:
    """The shell of the device."""
    return render(request, "kiosk/shell.html")


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """首页: six acts at most."""
    viewer = device(request)
    assert viewer.hall_id is not None
    known = {b.code: b for b in businesses()}
    offered = [known[code] for code in value("kiosk.acts") if code in known and known[code].offered]
    context = {**hall_now(viewer.hall_id), "offered": offered, "alone": [b for b in known.values() if b.in_person],
               "notice": show(viewer, "kiosk")}  # fmt: skip
    return render(request, "kiosk/_start.html", context)


def hall_now(hall_id: UUID) -> dict[str, Any]:
    """Who waits in the kiosk's hall, how long it takes, and whether it is open."""
    board, hours = public_board(hall_id), opening(hall_id, clock.today())
    return {
        "hall": hall(hall_id), "board": board, "low": rounded_minutes(board.low_s, False), "high": rounded_minutes(board.high_s, True),
        "hours": hours, "open": hours.open_at(clock.local(clock.now()).time()),
    }  # fmt: skip


@require_GET
def line(request: HttpRequest) -> HttpResponse:
    """The line 大厅现在, live."""
    viewer = device(request)
    assert viewer.hall_id is not None
    return render(request, "kiosk/_line.html", hall_now(viewer.hall_id))


@require_GET
def over(request: HttpRequest) -> HttpResponse:
    """首页 for the next person: the browser forgets what it kept. Not its storage, where the device's own key lies."""
    answer = start(request)
    answer["Clear-Site-Data"] = '"cache"'
    return answer


@require_GET
def papers(request: HttpRequest, code: str) -> HttpResponse:
    """What to bring, before the number."""
    viewer = device(request)
    assert viewer.hall_id is not None
    return render(request, "kiosk/_papers.html", {**hall_now(viewer.hall_id), "b": business(code)})


@csrf_exempt  # the device's signature stands for the token
@require_POST
def take(request: HttpRequest, code: str) -> HttpResponse:
    """取号: the number on the screen and on a slip; a printer that is gone is said, the number holds.

    Whoever presses again because the answer was lost gets the same number. Its slip is printed once: again only if it did not come out.
    """
    viewer = device(request)
    assert viewer.hall_id is not None
    place, what = hall(viewer.hall_id), business(code)
    whose, key, route = principal(request), key_of(request), f"POST {request.path}"
    language = "en" if request.POST.get("language") == "en" else "zh"
    # The key is of the one page that stands there: also who has chosen English meanwhile gets the number that was given, not a refusal.
    given = json.loads(once(whose, key, route, b"", lambda: Answer(200, number_for(viewer, code, language))).body)

    def paper() -> Answer:
        link = f"{settings.YITANG_ORIGIN}/r/{given['reference']}"
        print_slip(slip(given["label"], given["ahead"], f"{place.floor} {place.name_zh}", what.zh, link, given["at"]))
        return Answer(200, "")

    # After the number is kept, and under a key of its own: no slip of a number that is not, no number waits for paper.
    try:
        once(whose, f"slip:{key}", route, b"", paper)
        printed = True
    except OSError:
        printed = False
    return render(request, "kiosk/_taken.html", {"t": given, "hall": place, "b": what, "printed": printed, "low": given["low"], "high": given["high"]})


def number_for(viewer: Viewer, code: str, language: str) -> str:
    """Give a number. Returns: what page and slip say of it, to be said again to who asks again (JSON)."""
    assert viewer.hall_id is not None
    row = issue_ticket(viewer, viewer.hall_id, (code,), "kiosk", language=language)
    return json.dumps({
        "label": row.label, "reference": row.reference, "at": f"{clock.local(row.issued_at):%Y-%m-%d %H:%M}", "ahead": row.ahead, "windows": row.windows,
        "unsure": row.unsure, "low": rounded_minutes(row.low_s, False), "high": rounded_minutes(row.high_s, True),
    })  # fmt: skip


@csrf_exempt  # the device's signature stands for the token
@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """过号回来: the slip's code is scanned, the number stands in the line again."""
    viewer = device(request)
    reference = request.POST.get("slip", "").strip().rpartition("/")[2]
    found = ticket_by_reference(viewer, reference)
    come_back(viewer, found.id)
    row = ticket_by_reference(viewer, reference)
    context = {"t": row, "hall": hall(row.hall_id), "low": rounded_minutes(row.low_s, False), "high": rounded_minutes(row.high_s, True)}
    return render(request, "kiosk/_back.html", context)


def print_slip(data: bytes) -> None:
    """Send a slip to the printer's device file, or to the folder that stands for it.

    Raises: OSError when it was not written.
    """
    target = Path(getattr(settings, "YITANG_PRINTER", settings.VAR / "slips"))
    if target.is_char_device():
        target.write_bytes(data)
    else:
        target.mkdir(parents=True, exist_ok=True)
        (target / f"{uuid4().hex}.escpos").write_bytes(data)
