"""差错、无业务查看、偏离同事: what of a day asks for a look, each with the way back to the acts."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.platform.identity.public import PostMayNot, SignInNeeded
from yitang.platform.policy.public import value
from yitang.portals.audit.pages import auditor, day_of
from yitang.portals.audit.words import PAYLOADS, THINGS
from yitang.portals.frame.words import ACTS, POSTS, staff_names
from yitang.processes.oversight.public import RATES, faults, looks_without_work, officer_rates, reviewing_pairs
from yitang.registers.people.public import people


def _day(request: HttpRequest) -> tuple[date, Refusal | None]:
    """The day of a list: today unless another was chosen."""
    try:
        return day_of(request.GET.get("on", ""), "哪天") or clock.today(), None
    except (SignInNeeded, PostMayNot):
        raise
    except Refusal as refusal:
        return clock.today(), refusal


def way_back(begins: str, said: str, on: date) -> str:
    """The address of the acts from which a fault came."""
    if begins == "row":
        return reverse("audit:row", args=[said])
    asked = {"begins": begins, "said": said, "purpose": "fault"} | ({"from_on": on.isoformat()} if begins == "ticket" else {})
    return f"{reverse('audit:thread')}?{urlencode(asked)}"


@require_GET
def fault_list(request: HttpRequest) -> HttpResponse:
    """差错: the faults of a day, newest first, each with the way back to its acts."""
    viewer = auditor(request)
    on, refusal = _day(request)
    found = [] if refusal else faults(viewer, on)
    names = staff_names([one.account for one in found])
    lines = [
        {"f": one, "what": ACTS.get(one.act, one.act) or one.said, "who": names.get(one.account, ""), "to": way_back(one.begins, one.said, on)} for one in found
    ]
    return render(request, "audit/faults.html", {"lines": lines, "on": on, "refusal": refusal, "here": "faults"}, status=refusal.status if refusal else 200)


@require_GET
def look_list(request: HttpRequest) -> HttpResponse:
    """无业务查看: looks of a day without ticket or case, those without a stated reason first."""
    viewer = auditor(request)
    on, refusal = _day(request)
    found = [] if refusal else looks_without_work(viewer, on)
    names = staff_names([one.account for one in found])
    lines = [
        {"l": one, "who": names.get(one.account, ""), "post": POSTS.get(one.post, one.post), "thing": THINGS.get(one.thing_kind, one.thing_kind),
         "payload": PAYLOADS.get(one.state), "to": reverse("audit:row", args=[one.row_id])}
        for one in found
    ]  # fmt: skip
    return render(request, "audit/looks.html", {"lines": lines, "on": on, "refusal": refusal, "here": "looks"}, status=refusal.status if refusal else 200)


@require_GET
def rate_list(request: HttpRequest) -> HttpResponse:
    """偏离同事: each officer's rate of one kind against the others, and pairs who accept and review for each other."""
    viewer, kind = auditor(request), request.GET.get("kind", "look")
    kind = kind if kind in RATES or kind == "pairs" else "look"
    context = {"kinds": [(key, said[0]) for key, said in RATES.items()] + [("pairs", "互审")], "kind": kind, "here": "rates",
               "days": value("oversight.rate_days"), "limit": value("oversight.rate_chance"), "least": value("oversight.rate_least")}  # fmt: skip
    if kind == "pairs":
        pairs = reviewing_pairs(viewer)
        known = people([who for one in pairs for who in (one.acceptor, one.reviewer)])
        lines = [
            {"p": one, "acceptor": known[one.acceptor].name_staff, "reviewer": known[one.reviewer].name_staff}
            for one in pairs
            if {one.acceptor, one.reviewer} <= known.keys()
        ]
    else:
        found = officer_rates(viewer, kind)
        names = staff_names([one.account for one in found])
        lines = [
            {"r": one, "who": names.get(one.account, ""), "share": 100 * one.count / one.of if one.of else None, "peers": 100 * one.peers} for one in found
        ]
    return render(request, "audit/rates.html", context | {"lines": lines})
