"""Grants: those that wait, for who decides them; all of them with their rows of the log, for who audits."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from yitang.kernel.errors import Refusal
from yitang.platform.identity.public import (
    Link,
    PostMayNot,
    SignInNeeded,
    confirm_grant,
    confirm_reset,
    grant,
    grants,
    refuse_grant,
    waiting_grants,
)
from yitang.portals.admin.forms import MOST, page_of
from yitang.portals.admin.pages import administrator, with_link
from yitang.portals.admin.words import STATES, Places, grant_line
from yitang.portals.frame.fields import PageNotThere
from yitang.portals.frame.forms import asks_for_factor, submit


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """等确认: what the system administrator asked for, whole, the oldest first."""
    return _waiting_page(request)


def _waiting_page(request: HttpRequest, decided: UUID | None = None, what: str = "", refusal: Refusal | None = None) -> HttpResponse:
    viewer, _ = administrator(request)
    places = Places()
    lines = [{**grant_line(one, places), "account": STATES[one.account_state], "here": one.id == decided} for one in waiting_grants(viewer)]
    context: dict[str, Any] = {
        "grants": lines, "refusal": refusal, "typed": request.POST, "what": what, "gone": refusal and not any(one["here"] for one in lines), "here": "waiting",
        **(asks_for_factor(request, refusal) if refusal else {}),
    }  # fmt: skip
    return render(request, "admin/waiting.html", context, status=refusal.status if refusal else 200)


@require_POST
def decide(request: HttpRequest, grant_id: UUID, what: str) -> HttpResponse:
    """确认、退回: with a reason; a refusal is shown beside the grant with what was typed. Of a reset the link is shown, once."""
    viewer, _ = administrator(request)
    if what not in ("confirm", "refuse"):
        raise PageNotThere

    reason, made = request.POST.get("reason", "")[:MOST], list[Link]()
    resets = what == "confirm" and any(one.id == grant_id and one.kind == "reset" for one in waiting_grants(viewer))

    def do() -> str:
        if resets:
            made.append(confirm_reset(viewer, grant_id, reason))
        else:
            (confirm_grant if what == "confirm" else refuse_grant)(viewer, grant_id, reason)
        return reverse("admin:waiting")

    try:
        return with_link(request, submit(request, do), made, half=True)
    except (SignInNeeded, PostMayNot):
        raise
    except Refusal as refusal:
        return _waiting_page(request, grant_id, what, refusal)


@require_GET
def all_grants(request: HttpRequest) -> HttpResponse:
    """授权记录: every grant, who asked, who decided, when, and whether its rows of the log are sealed."""
    viewer, _ = administrator(request)
    page, places = page_of(request.GET), Places()
    found, more = grants(viewer, page)
    lines = [{**grant_line(one, places), "asked": asked, "decided": decided} for one, asked, decided in found]
    return render(request, "admin/grants.html", {"grants": lines, "page": page, "more": page + 1 if more else None, "here": "grants"})


@require_GET
def one_grant(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """一份授权: with both rows of the log held against what was written and sealed."""
    viewer, _ = administrator(request)
    found, asked, decided = grant(viewer, grant_id)
    halves = [("申请", "asked", found.asked_log, asked), ("决定", "decided", found.decided_log, decided)]
    bad = any(half is not None and not half.good for _, _, _, half in halves)
    context = {**grant_line(found, Places()), "halves": [one for one in halves if one[2]], "broken": bad}
    return render(request, "admin/grant.html", context)
