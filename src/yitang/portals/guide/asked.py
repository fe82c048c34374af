"""首问: what was asked, by whom it is answered, what is late; recorded at once when it was answered on the spot."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yitang.kernel import clock
from yitang.platform.identity.public import colleagues
from yitang.portals.frame.fields import PageNotThere, optional_uuid, uuid_field
from yitang.portals.frame.forms import on_the_page, submit
from yitang.portals.frame.words import staff_names
from yitang.portals.guide.pages import at_desk, guide
from yitang.processes.guidance.public import (
    CHANNELS,
    OUTCOMES,
    Asked,
    InquiryRow,
    accept,
    answer,
    ask_first,
    hand_on,
    inquiries,
    inquiry,
    own_precheck,
    shown_for,
    topics,
)
from yitang.processes.queue.public import ticket
from yitang.registers.catalogue.public import business, businesses

MOST_TYPED = 400


def _words(found: list[InquiryRow]) -> list[dict[str, Any]]:
    """Questions as the list draws them: with the names of those who answer, and whether they are late."""
    names = staff_names([account for one in found for account in (one.owner_id, one.first_id, one.hand_on.to_account if one.hand_on else None)])
    said, now = {one.key: one for one in topics()}, clock.now()
    return [
        {
            "q": one, "topic": said.get(one.topic), "b": business(one.business) if one.business else None, "owner": names.get(one.owner_id, ""),
            "first": names.get(one.first_id, ""), "to": names.get(one.hand_on.to_account, "") if one.hand_on else "",
            "late": one.state == "open" and one.due_at < now,
        }
        for one in found
    ]  # fmt: skip


def _list(request: HttpRequest, **more: Any) -> dict[str, Any]:
    viewer = guide(request)
    rows = _words(inquiries(viewer))
    checked = optional_uuid(request.POST if request.method == "POST" else request.GET, "checked")
    found = own_precheck(viewer, checked) if checked else None
    code = request.POST.get("business", "") or (found.business if found else request.GET.get("b", ""))
    return {
        "mine": [one for one in rows if one["q"].state == "open" and one["q"].owner_id == viewer.account_id],
        "offered": [one for one in rows if one["q"].hand_on and one["q"].hand_on.to_account == viewer.account_id],
        "others": [one for one in rows if one["q"].state == "open" and one["q"].owner_id != viewer.account_id],
        "done": [one for one in rows if one["q"].state == "answered"], "topics": topics(), "channels": CHANNELS.items(), "outcomes": OUTCOMES.items(),
        "businesses": businesses(), "typed": {**request.POST.dict(), "business": code}, "checked": checked, **at_desk(viewer), **more,
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def asked(request: HttpRequest) -> HttpResponse:
    """首问: the open questions, and one more; who records it answers for it."""
    viewer = guide(request)
    if request.method == "GET":
        return render(request, "guide/asked.html", _list(request, saved=request.GET.get("saved") == "1"))
    said = request.POST
    what = Asked(
        said.get("channel", ""), said.get("topic", ""), said.get("business", "")[:20], said.get("note", "")[:MOST_TYPED].strip(),
        optional_uuid(said, "checked"), said.get("outcome", "")[:10],
    )  # fmt: skip

    def do() -> str:
        ask_first(viewer, what)
        return f"{reverse('guide:asked')}?saved=1"

    return on_the_page(lambda: submit(request, do), lambda refusal: render(request, "guide/asked.html", _list(request, refusal=refusal), status=refusal.status))


def _one(request: HttpRequest, found: InquiryRow, **more: Any) -> dict[str, Any]:
    viewer = guide(request)
    own = found.owner_id == viewer.account_id
    return {
        **_words([found])[0], "own": own, "for_me": found.hand_on is not None and found.hand_on.to_account == viewer.account_id,
        "outcomes": OUTCOMES.items(), "shown": shown_for(business(found.business)) if found.business else (),
        "colleagues": sorted(staff_names(colleagues(viewer)).items(), key=lambda pair: pair[1]) if own and found.state == "open" else (),
        "ticket": ticket(viewer, found.ticket_id) if found.ticket_id else None, "typed": request.POST, **at_desk(viewer), **more,
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def one_asked(request: HttpRequest, inquiry_id: UUID) -> HttpResponse:
    """One question: answered, handed on by name, or taken over."""
    viewer = guide(request)
    found = inquiry(viewer, inquiry_id)
    if request.method == "GET":
        return render(request, "guide/one_asked.html", _one(request, found))
    said, what = request.POST, request.POST.get("do", "")

    def do() -> str:
        if what == "answer":
            answer(viewer, inquiry_id, said.get("outcome", "")[:10], said.get("pointed_to", "")[:60])
        elif what == "hand":
            hand_on(viewer, inquiry_id, uuid_field(said, "to"))
        elif what in ("accept", "decline"):
            accept(viewer, inquiry_id, what == "accept")
        else:
            raise PageNotThere
        return reverse("guide:one-asked", args=[inquiry_id])

    return on_the_page(
        lambda: submit(request, do),
        lambda refusal: render(request, "guide/one_asked.html", _one(request, inquiry(viewer, inquiry_id), refusal=refusal), status=refusal.status),
    )
