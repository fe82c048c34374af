"""抹除: what the log says about a person is erased; one asks, another confirms with a fresh second factor."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import proofs
from yitang.platform.identity.public import PostMayNot, SignInNeeded
from yitang.portals.frame.fields import PageNotThere
from yitang.portals.frame.forms import asks_for_factor, submit
from yitang.portals.frame.words import staff_names
from yitang.processes.erasure.public import GROUNDS, LAW, ErasureRow, ask_erasure, confirm_erasure, erasures, refuse_erasure

MOST = 400
STATES = {"waiting": ("wait", "等确认"), "erased": ("ok", "已抹除"), "refused": ("bad", "已退回")}


def _who(request: HttpRequest) -> Viewer:
    """A member of staff; the room says what he may.

    Raises: SignInNeeded, PostMayNot.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.account_id is None or viewer.office_id is None:
        raise SignInNeeded
    if viewer.post not in ("chief", "reviewer"):
        raise PostMayNot
    return viewer


@require_http_methods(["GET", "POST"])
def erasure_list(request: HttpRequest) -> HttpResponse:
    """抹除: what was asked for and decided at the own office; asking for one more."""
    viewer = _who(request)
    if request.method == "POST":

        def do() -> str:
            said = request.POST
            ask_erasure(viewer, said.get("number", "")[:MOST], said.get("ground", "")[:20], said.get("reason", "")[:MOST])
            return reverse("chief:erasures")

        try:
            return submit(request, do)
        except (SignInNeeded, PostMayNot):
            raise
        except Refusal as refusal:
            return _page(request, viewer, "ask", refusal)
    return _page(request, viewer)


@require_POST
def erasure_step(request: HttpRequest, erasure_id: UUID, what: str) -> HttpResponse:
    """确认、退回: a refusal is shown at its request with what was typed."""
    viewer = _who(request)
    if what not in ("confirm", "refuse"):
        raise PageNotThere

    def do() -> str:
        (confirm_erasure if what == "confirm" else refuse_erasure)(viewer, erasure_id, request.POST.get("reason", "")[:MOST])
        return reverse("chief:erasures")

    try:
        return submit(request, do)
    except (SignInNeeded, PostMayNot):
        raise
    except Refusal as refusal:
        return _page(request, viewer, str(erasure_id), refusal)


def _page(request: HttpRequest, viewer: Viewer, at: str = "", refusal: Refusal | None = None) -> HttpResponse:
    text = request.GET.get("page", "")
    page = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
    found, more = erasures(viewer, page)
    shown = {"ask", *(str(one.id) for one in found if one.state == "waiting")}
    names = staff_names([account for one in found for account in (one.asked_account, one.decided_account)])
    sealed = proofs([log for one in found for log in (one.asked_log, one.decided_log) if log])
    context: dict[str, Any] = {
        "waiting": [_line(one, names, sealed) for one in found if one.state == "waiting"],
        "decided": [_line(one, names, sealed) for one in found if one.state != "waiting"],
        "grounds": [(key, zh, en) for key, (zh, en) in GROUNDS.items()], "law": LAW, "refusal": refusal, "at": at, "typed": request.POST,
        "page": page, "more": page + 1 if more else None, "lost": refusal and at not in shown,
        **(asks_for_factor(request, refusal) if refusal else {}),
    }  # fmt: skip
    return render(request, "chief/erasures.html", context, status=refusal.status if refusal else 200)


def _line(one: ErasureRow, names: dict[UUID | None, str], sealed: dict[UUID, Any]) -> dict[str, Any]:
    """An erasure with its words and the rows of the log that prove it."""
    return {
        "e": one, "id": str(one.id), "asked_by": names.get(one.asked_account, ""), "decided_by": names.get(one.decided_account, ""), "state": STATES[one.state],
        "asked": sealed.get(one.asked_log), "decided": sealed.get(one.decided_log) if one.decided_log else None,
    }  # fmt: skip
