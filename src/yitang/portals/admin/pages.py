"""Accounts: the list, one account with its posts and grants, and what an administrator does with it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.masking import staff_name
from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import (
    PAPERS,
    POSTS,
    SIDES,
    Link,
    PostMayNot,
    SignInNeeded,
    account,
    account_of_badge,
    accounts,
    ask_grant,
    ask_reset,
    end_post,
    start_reset,
    suspend_account,
)
from yitang.portals.admin.forms import MOST, asked_of, page_of
from yitang.portals.admin.words import PAPER_WORDS, SERVICE, STATES, Places, grant_line, post_line, post_words
from yitang.portals.frame.fields import FieldWrong, PageNotThere, optional_uuid, uuid_field
from yitang.portals.frame.forms import asks_for_factor, submit
from yitang.portals.frame.words import POSTS as POST_WORDS
from yitang.registers.people.public import open_staff_account

STEPS = ("ask", "suspend", "reset", "in-person", "end")


def administrator(request: HttpRequest) -> tuple[Viewer, UUID]:
    """One of the three, and the office that he belongs to; the rooms say what each may.

    Raises: SignInNeeded, PostMayNot.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.account_id is None or viewer.office_id is None:
        raise SignInNeeded
    if viewer.post not in SIDES:
        raise PostMayNot
    return viewer, viewer.office_id


@require_GET
def account_list(request: HttpRequest) -> HttpResponse:
    """账号: the staff of an office; or the one account with exactly this badge number."""
    viewer, own = administrator(request)
    badge = request.GET.get("badge", "").strip()[:40]
    if badge:
        found = account_of_badge(viewer, badge)
        if found:
            return HttpResponseRedirect(reverse("admin:account", args=[found]))
    places, page = Places(), page_of(request.GET)
    office_id = _office(request, own, places)
    shown, more = accounts(viewer, office_id, page)
    context = {
        "accounts": [(a, STATES[a.state], "、".join(post_words(p) for p in a.posts if p.state != "over"), staff_name(a.name)) for a in shown],
        "offices": places.offices, "office": office_id, "page": page, "more": page + 1 if more else None, "badge": badge, "unknown": bool(badge),
        "here": "accounts",
    }  # fmt: skip
    return render(request, "admin/accounts.html", context)


def _office(request: HttpRequest, own: UUID, places: Places) -> UUID:
    """The office that was chosen, or the own one."""
    try:
        chosen = optional_uuid(request.GET, "office")
    except FieldWrong:
        return own
    return chosen if chosen in {one.id for one in places.offices} else own


@require_http_methods(["GET", "POST"])
def new_account(request: HttpRequest) -> HttpResponse:
    """建账号: name, badge number and ID number; the link is shown once and stored nowhere."""
    viewer, _ = administrator(request)
    if viewer.post != "admin":
        raise PostMayNot
    refusal = None
    if request.method == "POST":
        made: list[Link] = []

        def do() -> str:
            said = request.POST
            made.append(open_staff_account(viewer, said.get("badge", "")[:MOST], said.get("name", "")[:MOST], said.get("number", "")[:MOST]))
            return reverse("admin:account", args=[made[0].account_id])

        try:
            return with_link(request, submit(request, do), made)
        except Refusal as found:
            refusal = found
    return render(request, "admin/new.html", {"refusal": refusal, "typed": request.POST, "here": "new"}, status=refusal.status if refusal else 200)


def with_link(request: HttpRequest, answer: HttpResponse, made: list[Link], half: bool = False) -> HttpResponse:
    """The page with the link, the one time that it is there; the same form again goes to the account. ``half``: a word goes with it."""
    if not made:
        return answer
    return render(request, "admin/link.html", {"link": made[0], "address": f"{settings.YITANG_ORIGIN}/enrol/{made[0].token}", "half": half})


@require_GET
def one_account(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """一个账号: posts over time, grants, and what may be done."""
    return _account_page(request, account_id)


def _account_page(request: HttpRequest, account_id: UUID, what: str = "", refusal: Refusal | None = None) -> HttpResponse:
    viewer, _ = administrator(request)
    found, grants = account(viewer, account_id)
    places = Places()
    context: dict[str, Any] = {
        "a": found, "state": STATES[found.state], "posts": [post_line(one, places) for one in found.posts],
        "grants": [grant_line(one, places) for one in grants], "places": places, "services": SERVICE.items(),
        "choices": [(one, POST_WORDS[one]) for one in POSTS],
        "papers": [(one, PAPER_WORDS[one]) for one in PAPERS], "what": what, "refusal": refusal, "typed": request.POST,
        "today": clock.local(clock.real_now()).date().isoformat(), "held": any(one.state != "over" for one in found.posts),
        "link_over": found.link_until is not None and found.link_until < clock.real_now(),
        **(asks_for_factor(request, refusal) if refusal else {}),
    }  # fmt: skip
    return render(request, "admin/account.html", context, status=refusal.status if refusal else 200)


@require_POST
def account_step(request: HttpRequest, account_id: UUID, what: str) -> HttpResponse:
    """申请授权、停用、重新启用、当面重置、结束岗位: one step with an account; a refusal is shown in its form with what was typed."""
    viewer, _ = administrator(request)
    if what not in STEPS:
        raise PageNotThere
    reason, made, words = request.POST.get("reason", "")[:MOST], list[Link](), list[str]()

    def do() -> str:
        if what == "ask":
            ask_grant(viewer, account_id, asked_of(request.POST))
        elif what == "suspend":
            suspend_account(viewer, account_id, reason)
        elif what == "reset":
            made.append(start_reset(viewer, account_id, reason))
        elif what == "in-person":
            words.append(ask_reset(viewer, account_id, request.POST.get("paper", ""), reason))
        else:
            end_post(viewer, uuid_field(request.POST, "post"), reason)
        return reverse("admin:account", args=[account_id])

    try:
        answer = submit(request, do)
        return render(request, "admin/half.html", {"word": words[0], "account": account_id}) if words else with_link(request, answer, made)
    except (SignInNeeded, PostMayNot):
        raise
    except Refusal as refusal:
        return _account_page(request, account_id, what, refusal)
