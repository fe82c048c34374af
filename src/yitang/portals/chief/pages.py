"""The chief's page: what needs a decision, how the day goes; each figure opens its rows."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import NotYours, PostMayNot, SignInNeeded, approve_pairing, devices, revoke_device
from yitang.portals.chief.drawing import finding, picture
from yitang.portals.frame.fields import optional_uuid
from yitang.portals.frame.forms import submit
from yitang.portals.frame.words import staff_names
from yitang.processes.cases.public import cases_of_day, counted_today, due_list
from yitang.processes.feedback.public import GRADES, ratings
from yitang.processes.payments.public import money_waiting, taken_today
from yitang.processes.queue.public import calls_in_doubt, figures, one_more_window, rows_behind, wait_limit_s, waits_of_day, windows_now
from yitang.processes.requests.public import due_soon
from yitang.registers.catalogue.public import business
from yitang.registers.offices.public import HallRow, halls, windows

TITLES = {
    "waiting": "正在等候", "overdue": "等候超时", "served": "今天办结", "given_up": "今天取消", "missed": "今天过号", "called": "今天叫过的号",
}  # fmt: skip
STATES = {
    "": "全部",
    "accepted": "已受理",
    "reviewed": "已审核",
    "suspended": "停办核查",
    "lapsed": "容缺逾期终止",
    "refused": "不予办理",
    "withdrawn": "已撤回",
    "filed": "已归档",
}
GROUPS, MOST_ROWS = {"overdue": "已经过期", "today": "今天到期", "soon": "三天内到期"}, 200
OFF = ("closed", "paused")
KINDS = {"kiosk": "自助机", "display": "大厅屏", "screen": "第二屏", "reader": "读卡器"}


def own_hall(request: HttpRequest) -> tuple[Viewer, UUID, HallRow]:
    """A member of staff, his office and its hall; the rooms say what he may.

    Raises: SignInNeeded, PostMayNot, NotYours.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.account_id is None or viewer.office_id is None:
        raise SignInNeeded
    if viewer.post not in ("chief", "admin"):
        raise PostMayNot
    own = halls(viewer.office_id)
    if not own:
        raise NotYours
    return viewer, viewer.office_id, own[0]


def of_office(request: HttpRequest) -> tuple[Viewer, UUID, UUID]:
    """The same with the id of the hall."""
    viewer, office_id, here = own_hall(request)
    return viewer, office_id, here.id


def head_of_office(request: HttpRequest) -> tuple[Viewer, UUID, UUID]:
    """The chief, his office and its hall.

    Raises: SignInNeeded, PostMayNot.
    """
    found = of_office(request)
    if found[0].post != "chief":
        raise PostMayNot
    return found


def _figures(request: HttpRequest) -> dict[str, Any]:
    viewer, office_id, here = own_hall(request)
    if viewer.post != "chief":
        raise PostMayNot
    hall_id = here.id
    on = clock.today()
    said, cases, slots = ratings(viewer, office_id, on), cases_of_day(viewer, on), waits_of_day(viewer, hall_id, on)
    bad, f = sum(r.bad for r in said), figures(viewer, hall_id, on)
    money = money_waiting(viewer)
    limit = wait_limit_s()
    held = due_list(viewer)
    late, stopped = sum(one.group in ("overdue", "today") for one in held), sum(one.next == "decide" for one in held)
    asked = due_soon(viewer)
    return {
        "hall": here, "f": f, "ratings": len(said), "bad": bad, "cases": len(cases), "filed": sum(c.state == "filed" for c in cases),
        "taken": taken_today(office_id, on), "overpaid": money.overpaid, "late": late, "back": money.back, "tills": money.tills, "stopped": stopped,
        "asked": asked,
        "limit": round(limit / 60), "to_decide": f.overdue + bad + money.overpaid + late + money.back + money.tills + stopped + asked,
        "windows": windows_now(viewer, hall_id),
        "advice": one_more_window(viewer, hall_id), "slots": slots, "finding": finding(slots, limit), "picture": picture(slots, limit) if slots else "",
    }  # fmt: skip


@require_GET
def floor(request: HttpRequest) -> HttpResponse:
    """所长: the day."""
    return render(request, "chief/floor.html", _figures(request))


@require_GET
def figures_fragment(request: HttpRequest) -> HttpResponse:
    """Its live part."""
    return render(request, "chief/_figures.html", _figures(request))


@require_GET
def behind(request: HttpRequest, figure: str) -> HttpResponse:
    """The tickets that a figure counts."""
    viewer, _, hall_id = head_of_office(request)
    found = rows_behind(viewer, hall_id, clock.today(), figure)
    context = {"rows": [(r, business(r.businesses[0])) for r in found], "title": TITLES[figure], "limit_s": wait_limit_s()}
    return render(request, "chief/rows.html", context)


@require_GET
def window_list(request: HttpRequest) -> HttpResponse:
    """The windows: what each does now, who sits there, what it did today."""
    viewer, _, hall_id = head_of_office(request)
    found = windows_now(viewer, hall_id)
    names = staff_names([w.account_id for w in found])
    return render(request, "chief/windows.html", {"windows": [(w, names.get(w.account_id, "")) for w in found], "open": sum(w.state not in OFF for w in found)})


@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """叫号核对: each call of the day replayed from what it kept; those that do not follow by the rule."""
    viewer, _, hall_id = head_of_office(request)
    many, found = calls_in_doubt(viewer, hall_id, clock.today())
    names = staff_names([row.account_id for row in found])
    return render(request, "chief/calls.html", {"calls": many, "doubts": [(row, names.get(row.account_id, "")) for row in found]})


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """The cases of the day."""
    viewer, _, _ = head_of_office(request)
    wanted = request.GET.get("state", "")
    wanted = wanted if wanted in STATES else ""
    found = cases_of_day(viewer, clock.today(), wanted)
    context = {"cases": [(c, business(c.business)) for c in found], "state": wanted, "states": STATES.items(), "today": clock.today()}
    return render(request, "chief/cases.html", context)


@require_GET
def due(request: HttpRequest) -> HttpResponse:
    """今天到期: what the office has to finish, and how it stood when the day began; each row leads to its next act."""
    viewer, _, _ = head_of_office(request)
    found = due_list(viewer)
    names = staff_names([one.holder for one in found[:MOST_ROWS]])
    counts = [(key, zh, sum(one.group == key for one in found)) for key, zh in GROUPS.items()]
    context = {
        "rows": [(one, business(one.case.business), names.get(one.holder, "")) for one in found[:MOST_ROWS]], "counts": counts, "many": len(found),
        "shown": MOST_ROWS, "morning": counted_today(viewer), "stopped": sum(one.next == "decide" for one in found),
    }  # fmt: skip
    return render(request, "chief/due.html", context)


@require_GET
def all_ratings(request: HttpRequest) -> HttpResponse:
    """The ratings of the day, bad ones first."""
    viewer, office_id, hall_id = head_of_office(request)
    numbers = {w.id: w.number for w in windows(hall_id, clock.today())}
    found = sorted(ratings(viewer, office_id, clock.today()), key=lambda r: (not r.bad, r.at))
    return render(request, "chief/ratings.html", {"ratings": [(r, GRADES[r.grade], numbers.get(r.window_id)) for r in found]})


def _window_of(request: HttpRequest, hall_id: UUID) -> UUID | None:
    """The window that was chosen, if any: one of this hall.

    Raises: FieldWrong, NotYours.
    """
    chosen = optional_uuid(request.POST, "window")
    if chosen is not None and chosen not in {w.id for w in windows(hall_id, clock.today())}:
        raise NotYours
    return chosen


@require_http_methods(["GET", "POST"])
def device_list(request: HttpRequest) -> HttpResponse:
    """设备: let in the one that shows this code, shut out the one that is lost."""
    viewer, office_id, hall_id = of_office(request)
    refusal = None
    if request.method == "POST":

        def do() -> str:
            approve_pairing(
                viewer, request.POST.get("code", "").replace(" ", "")[:12], request.POST.get("name", "")[:80] or "设备", office_id, hall_id,
                _window_of(request, hall_id),
            )  # fmt: skip
            return reverse("chief:devices")

        try:
            return submit(request, do)
        except Refusal as found:
            refusal = found
    numbers = {w.id: w.number for w in windows(hall_id, clock.today())}
    context = {
        "devices": [(d, KINDS.get(d.kind, d.kind), numbers.get(d.window_id) if d.window_id else None) for d in devices(viewer)],
        "windows": windows(hall_id, clock.today()), "refusal": refusal,
        "typed": request.POST,
    }  # fmt: skip
    return render(request, "chief/devices.html", context, status=refusal.status if refusal else 200)


@require_POST
def revoke(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """停用: effective with its next request."""
    viewer, _, _ = of_office(request)

    def do() -> str:
        revoke_device(viewer, device_id)
        return reverse("chief:devices")

    return submit(request, do)
