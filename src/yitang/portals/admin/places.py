"""参数、机构: the lists from which a change is asked for."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yitang.kernel import clock
from yitang.platform.changes.public import waiting_changes, worded
from yitang.platform.policy.public import defaults, values
from yitang.portals.admin.changing import who_changes
from yitang.registers.catalogue.public import business
from yitang.registers.offices.public import hall, halls, offices, opening, windows

SHORT = 40


@require_GET
def policy_list(request: HttpRequest) -> HttpResponse:
    """参数: each value as it is today, what comes, its source, and whether a primary text confirms it; ``unverified`` alone if asked."""
    viewer = who_changes(request)
    only = request.GET.get("only") == "unverified"
    today = clock.today()
    waits = {one.subject: one.id for one in waiting_changes(viewer) if one.kind == "policy"}
    rows: dict[str, list[Any]] = {}
    for one in values():
        if not one.province and one.name in defaults():
            rows.setdefault(one.name, []).append(one)
    groups: dict[str, list[dict[str, Any]]] = {}
    for name, dated in rows.items():
        now = [one for one in dated if one.effective_from <= today]
        coming = [one for one in dated if one.effective_from > today]
        if not now or (only and now[-1].verified):
            continue
        text = worded(now[-1].value)
        line = {"now": now[-1], "value": text if len(text) <= SHORT else f"{text[:SHORT]}…", "coming": coming[:1], "waits": waits.get(name)}
        groups.setdefault(name.split(".")[0], []).append(line)
    context = {"groups": groups.items(), "only": only, "count": sum(map(len, groups.values())), "here": "policy"}
    return render(request, "admin/policy.html", context)


@require_GET
def place_list(request: HttpRequest) -> HttpResponse:
    """机构: offices and their halls."""
    who_changes(request)
    every = halls()
    context = {"offices": [(one, [each for each in every if each.office_id == one.id]) for one in offices()], "here": "places"}
    return render(request, "admin/places.html", context)


@require_GET
def one_hall(request: HttpRequest, hall_id: UUID) -> HttpResponse:
    """一个大厅: hours, closed days, and what each window takes today."""
    who_changes(request)
    found, today = hall(hall_id), clock.today()
    takes = [(one, None if one.skills is None else [business(code).zh for code in sorted(one.skills)]) for one in windows(hall_id, today)]
    context = {"hall": found, "open": opening(hall_id, today), "windows": takes, "today": today, "here": "places"}
    return render(request, "admin/hall.html", context)
