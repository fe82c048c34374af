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
from yitang.platform.identity.public import NotYours, PostMayNot, SignInNeeded, account_names, approve_pairing, devices, revoke_device
from yitang.portals.frame.fields import optional_uuid
from yitang.portals.frame.forms import submit
from yitang.processes.cases.public import cases_of_day
from yitang.processes.feedback.public import GRADES, ratings
from yitang.processes.payments.public import overpaid, taken_today
from yitang.processes.queue.public import calls_in_doubt, figures, rows_behind
from yitang.registers.catalogue.public import business
from yitang.registers.offices.public import hall, halls, windows


def of_office(request: HttpRequest) -> tuple[Viewer, UUID, UUID]:
    """A member of staff, his office and its hall; the rooms say what he may.

    Raises: SignInNeeded, PostMayNot.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.account_id is None or viewer.office_id is None:
        raise SignInNeeded
    if viewer.post not in ("chief", "admin"):
        raise PostMayNot
    own = halls(viewer.office_id)
    if not own:
        raise NotYours
    return viewer, viewer.office_id, own[0].id


def head_of_office(request: HttpRequest) -> tuple[Viewer, UUID, UUID]:
    """The chief, his office and its hall.

    Raises: SignInNeeded, PostMayNot.
    """
    found = of_office(request)
    if found[0].post != "chief":
        raise PostMayNot
    return found


def _figures(request: HttpRequest) -> dict[str, Any]:
    viewer, office_id, hall_id = head_of_office(request)
    on = clock.today()
    said = ratings(viewer, office_id, on)
    return {
        "hall": hall(hall_id), "f": figures(viewer, hall_id, on), "ratings": len(said), "bad": sum(r.bad for r in said),
        "cases": len(cases_of_day(viewer, on)), "filed": len(cases_of_day(viewer, on, "filed")), "taken": taken_today(office_id, on),
        "overpaid": len(overpaid(viewer)),
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
    return render(request, "chief/rows.html", {"rows": [(r, business(r.businesses[0])) for r in found], "figure": figure})


@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """叫号核对: each call of the day replayed from what it kept; those that do not follow by the rule."""
    viewer, _, hall_id = head_of_office(request)
    many, found = calls_in_doubt(viewer, hall_id, clock.today())
    names = account_names([row.account_id for row in found])
    return render(request, "chief/calls.html", {"calls": many, "doubts": [(row, names.get(row.account_id, "")) for row in found]})


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """The cases of the day."""
    viewer, _, _ = head_of_office(request)
    found = cases_of_day(viewer, clock.today(), request.GET.get("state", ""))
    return render(request, "chief/cases.html", {"cases": [(c, business(c.business)) for c in found]})


@require_GET
def money_to_go_back(request: HttpRequest) -> HttpResponse:
    """多付待退: money that settled nothing, by the provider's transaction."""
    viewer, _, _ = head_of_office(request)
    return render(request, "chief/overpaid.html", {"overpaid": overpaid(viewer)})


@require_GET
def all_ratings(request: HttpRequest) -> HttpResponse:
    """The ratings of the day, bad ones first."""
    viewer, office_id, hall_id = head_of_office(request)
    numbers = {w.id: w.number for w in windows(hall_id, clock.today())}
    found = sorted(ratings(viewer, office_id, clock.today()), key=lambda r: (not r.bad, r.at))
    return render(request, "chief/ratings.html", {"ratings": [(r, GRADES[r.grade], numbers.get(r.window_id)) for r in found]})


@require_http_methods(["GET", "POST"])
def device_list(request: HttpRequest) -> HttpResponse:
    """设备: let in the one that shows this code, shut out the one that is lost."""
    viewer, office_id, hall_id = of_office(request)
    refusal = None
    if request.method == "POST":

        def do() -> str:
            approve_pairing(
                viewer, request.POST.get("code", "").replace(" ", "")[:12], request.POST.get("name", "")[:80] or "设备", office_id, hall_id,
                optional_uuid(request.POST, "window"),
            )  # fmt: skip
            return reverse("chief:devices")

        try:
            return submit(request, do)
        except Refusal as found:
            refusal = found
    numbers = {w.id: w.number for w in windows(hall_id, clock.today())}
    context = {
        "devices": [(d, numbers.get(d.window_id) if d.window_id else None) for d in devices(viewer)],
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
