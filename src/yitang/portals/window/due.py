"""今天到期: what a clerk holds and what the office has, by how urgent it is; each row leads to its next act."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yitang.kernel.viewer import Viewer
from yitang.portals.frame.words import own_last, staff_names
from yitang.portals.window.casefile import of_staff
from yitang.processes.cases.public import DueRow, due_list
from yitang.registers.catalogue.public import business

SHOWN = 200


def _context(request: HttpRequest) -> dict[str, object]:
    viewer: Viewer = of_staff(request)
    everything = due_list(viewer)
    # A clerk's page opens with what he holds; who holds nothing by his post sees the office.
    mine = viewer.post == "clerk" and request.GET.get("of") != "office"
    found = [one for one in everything if one.holder == viewer.account_id] if mine else everything
    names = staff_names([one.holder for one in found[:SHOWN]])
    counts = [(key, zh, sum(one.group == key for one in found)) for key, zh in (("overdue", "已经过期"), ("today", "今天到期"), ("soon", "三天内"))]
    return {
        "rows": [(one, business(one.case.business), _who(one, names)) for one in found[:SHOWN]], "counts": counts, "mine": mine, "many": len(found),
        "office": len(everything), "shown": SHOWN,
    }  # fmt: skip


def _who(one: DueRow, names: dict[UUID | None, str]) -> str:
    if one.next == "decide":
        return "所长、审核岗"
    return names.get(one.holder, "") if one.holder else "另一位同事"


@require_GET
def due(request: HttpRequest) -> HttpResponse:
    """What is due today and around it."""
    return render(request, "window/due.html", {**_context(request), **own_last(of_staff(request))})


@require_GET
def due_fragment(request: HttpRequest) -> HttpResponse:
    """Its list, live."""
    return render(request, "window/_due.html", _context(request))
