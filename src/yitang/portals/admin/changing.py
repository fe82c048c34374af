"""Changes: what waits and what was, one change with its preview, and the form that asks for one."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import proofs
from yitang.platform.changes.public import (
    Change,
    Kind,
    Wanted,
    ask_change,
    change_of,
    changes,
    confirm_change,
    earliest,
    kind_of,
    kinds,
    prepared,
    refuse_change,
    waiting_changes,
    withdraw_change,
)
from yitang.platform.identity.public import SIDES, Place, PostMayNot, SignInNeeded, can
from yitang.portals.admin.asking import FORMS, form_of
from yitang.portals.admin.forms import MOST, page_of
from yitang.portals.frame.fields import FieldWrong, PageNotThere
from yitang.portals.frame.forms import asks_for_factor, fields_of, submit
from yitang.portals.frame.words import staff_names

DECIDED = {
    "waiting": ("wait", "等确认", "waiting"), "confirmed": ("ok", "已确认", "confirmed"), "refused": ("bad", "已退回", "refused"),
    "withdrawn": ("info", "已撤回", "withdrawn"), "lapsed": ("warn", "已过期", "lapsed"),
}  # fmt: skip
STEPS = {"confirm": confirm_change, "refuse": refuse_change, "withdraw": withdraw_change}


def who_changes(request: HttpRequest) -> Viewer:
    """One of the three administrators, or the head of an office; the rooms say what each may.

    Raises: SignInNeeded, PostMayNot.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.account_id is None:
        raise SignInNeeded
    if viewer.post not in (*SIDES, "chief"):
        raise PostMayNot
    return viewer


def _line(one: Change, names: dict[UUID | None, str]) -> dict[str, Any]:
    kind = kind_of(one.kind)
    return {
        "c": one, "kind": kind, "called": kind.called(one.subject), "state": DECIDED[one.state], "asked_by": names.get(one.asked_account_id, ""),
        "decided_by": names.get(one.decided_account_id, "") if one.decided_account_id else "",
    }  # fmt: skip


def _lines(found: list[Change]) -> list[dict[str, Any]]:
    names = staff_names([account for one in found for account in (one.asked_account_id, one.decided_account_id)])
    return [_line(one, names) for one in found]


@require_GET
def change_list(request: HttpRequest) -> HttpResponse:
    """改动: what waits, then all that was, newest first."""
    viewer = who_changes(request)
    page = page_of(request.GET)
    kind = request.GET.get("kind", "")
    chosen = kind if kind in kinds() else ""
    found, more = changes(viewer, chosen, page=page)
    context = {
        "waiting": _lines(waiting_changes(viewer)), "changes": _lines([one for one in found if one.state != "waiting"]), "kinds": kinds().values(),
        "chosen": chosen, "page": page, "more": page + 1 if more else None, "here": "changes",
    }  # fmt: skip
    return render(request, "admin/changes.html", context)


@require_GET
def one_change(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """一个改动: what was and will be, what would go wrong, who asked and decided, and what may be done with it."""
    return _change_page(request, change_id)


def _change_page(request: HttpRequest, change_id: UUID, what: str = "", refusal: Refusal | None = None) -> HttpResponse:
    viewer = who_changes(request)
    one = change_of(viewer, change_id)
    kind, waits = kind_of(one.kind), one.state == "waiting"
    place = Place(kind.where(one.subject))
    logs = proofs([log for log in (one.asked_log, one.decided_log) if log])
    context: dict[str, Any] = {
        **_lines([one])[0], "preview": kind.seen(one.subject, one.was, one.becomes, one.effective_from), "what": what, "refusal": refusal,
        "typed": request.POST, "decides": waits and not one.own and can(viewer, kind.confirm, place), "takes_back": waits and one.own,
        "undoes": one.state == "confirmed" and can(viewer, kind.ask, place), "proofs": [("申请", logs.get(one.asked_log)),
        ("决定", logs.get(one.decided_log) if one.decided_log else None)], "here": "changes", **(asks_for_factor(request, refusal) if refusal else {}),
    }  # fmt: skip
    return render(request, "admin/change.html", context, status=refusal.status if refusal else 200)


@require_POST
def change_step(request: HttpRequest, change_id: UUID, what: str) -> HttpResponse:
    """确认、退回、撤回: with a reason; a refusal is shown on the change with what was typed."""
    viewer = who_changes(request)
    do = STEPS.get(what)
    if do is None:
        raise PageNotThere

    def step() -> str:
        do(viewer, change_id, request.POST.get("reason", "")[:MOST])
        return reverse("admin:change", args=[change_id])

    try:
        return submit(request, step)
    except (SignInNeeded, PostMayNot):
        raise
    except Refusal as refusal:
        return _change_page(request, change_id, what, refusal)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, kind: str, subject: str) -> HttpResponse:
    """申请改动: the form, then its preview, then the change that waits. ``undo`` in the address: back to what was before that change."""
    viewer = who_changes(request)
    found = kind_of(kind)
    may_ask = can(viewer, found.ask, Place(found.where(subject)))
    if request.method == "GET":
        return _ask_page(request, found, subject, may_ask)
    if not may_ask:
        raise PostMayNot
    try:
        wanted = _wanted(request, found, subject)
        if request.POST.get("do") != "ask":
            return _ask_page(request, found, subject, may_ask, wanted=wanted)

        def do() -> str:
            return reverse("admin:change", args=[ask_change(viewer, wanted)])

        return submit(request, do)
    except (SignInNeeded, PostMayNot):
        raise
    except Refusal as refusal:
        return _ask_page(request, found, subject, may_ask, refusal)


def _wanted(request: HttpRequest, kind: Kind, subject: str) -> Wanted:
    """What was typed.

    Raises: FieldWrong.
    """
    becomes, first = FORMS[kind.name].read(request.POST)
    return Wanted(kind.name, subject, becomes, first, request.POST.get("reason", "")[:MOST], request.POST.get("source", "")[:MOST])


def _ask_page(request: HttpRequest, kind: Kind, subject: str, may_ask: bool, refusal: Refusal | None = None, wanted: Wanted | None = None) -> HttpResponse:
    viewer, preview = who_changes(request), None
    if wanted is not None:
        was, becomes = prepared(wanted)
        preview = kind.seen(subject, was, becomes, wanted.effective_from)
    context: dict[str, Any] = {
        "kind": kind, "subject": subject, "called": kind.called(subject), "may_ask": may_ask, "refusal": refusal, "preview": preview, "wanted": wanted,
        "fields": [(name, said) for name, said in fields_of(request) if name != "do"], "first": earliest(kind).isoformat(),
        "history": _lines(changes(viewer, kind.name, subject)[0]), "template": f"admin/_ask_{kind.name}.html",
        **form_of(kind.name, subject, request.POST, _undone(request, viewer, kind, subject)), "today": clock.today(),
    }  # fmt: skip
    return render(request, "admin/ask.html", context, status=refusal.status if refusal else 200)


def _undone(request: HttpRequest, viewer: Viewer, kind: Kind, subject: str) -> Change | None:
    """The change whose undoing is asked for, if the address names one of this thing."""
    try:
        one = change_of(viewer, UUID(request.GET.get("undo", "")))
    except (ValueError, FieldWrong):
        return None
    return one if (one.kind, one.subject) == (kind.name, subject) else None
