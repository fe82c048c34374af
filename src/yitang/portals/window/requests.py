"""个人信息请求 at the office: what is due, one request with its answer, and asking for the person at the desk."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yitang.kernel.errors import Refusal
from yitang.platform.identity.public import NotYours, PostMayNot, SignInNeeded
from yitang.portals.frame.fields import PageNotThere
from yitang.portals.frame.forms import asks_for_factor, on_the_page, submit
from yitang.portals.frame.words import staff_names
from yitang.portals.window.casefile import of_staff
from yitang.processes.requests.public import (
    CORRECTED,
    FIELDS,
    GROUNDS,
    KINDS,
    WORDS,
    answer,
    ask_at_desk,
    copy_for,
    correct,
    parts,
    refuse,
    request_for,
    requests_of_office,
)
from yitang.registers.people.public import person

MOST = 1200
STEPS = ("answer", "correct", "refuse")


@require_GET
def request_list(request: HttpRequest) -> HttpResponse:
    """The first due first; or those that are over."""
    viewer = of_staff(request)
    over = request.GET.get("over") == "1"
    found = requests_of_office(viewer, over)
    names = staff_names([one.answered_account for one in found])
    context = {
        "requests": [(one, KINDS[one.kind], WORDS[one.state], names.get(one.answered_account, "")) for one in found], "over": over,
        "late": sum(one.late for one in found), "soon": sum(one.soon for one in found),
    }  # fmt: skip
    return render(request, "window/requests.html", context)


@require_http_methods(["GET", "POST"])
def new_request(request: HttpRequest) -> HttpResponse:
    """For the person at the desk, whose document was seen."""
    viewer, refusal = of_staff(request), None
    if viewer.post not in ("clerk", "reviewer"):
        raise PostMayNot
    if request.method == "POST":
        said = request.POST

        def do() -> str:
            ask_at_desk(viewer, said.get("number", "")[:40], said.get("kind", "")[:10], said.get("text", "")[:MOST], said.get("field", "")[:10],
                        said.get("wanted", "")[:MOST], said.get("seen") == "yes")  # fmt: skip
            return f"{reverse('window:request-new')}?done=1"

        try:
            return submit(request, do)
        except (SignInNeeded, PostMayNot, NotYours):
            raise
        except Refusal as found:
            refusal = found
    context = {"kinds": KINDS.items(), "fields": FIELDS.items(), "refusal": refusal, "typed": request.POST, "done": request.GET.get("done") == "1"}
    return render(request, "window/request_new.html", context, status=refusal.status if refusal else 200)


@require_GET
def one_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """What is asked, by whom, until when; and the answer."""
    return _page(request, request_id)


def _page(request: HttpRequest, request_id: UUID, what: str = "", refusal: Refusal | None = None) -> HttpResponse:
    viewer = of_staff(request)
    found = request_for(viewer, request_id)
    context: dict[str, Any] = {
        "r": found, "kind": KINDS[found.kind], "state": WORDS[found.state], "person": person(found.person_id), "field": FIELDS.get(found.field),
        "ground": GROUNDS.get(found.ground), "grounds": GROUNDS.items(), "correctable": [(key, FIELDS[key]) for key in CORRECTED],
        "who": staff_names([found.answered_account]).get(found.answered_account, ""), "parts": parts() if found.kind == "delete" else (),
        "erased": [(one.zh, found.erased[one.name]) for one in parts() if one.name in found.erased], "what": what, "refusal": refusal, "typed": request.POST,
    }  # fmt: skip
    if refusal:
        context |= asks_for_factor(request, refusal)
    return render(request, "window/request.html", context, status=refusal.status if refusal else 200)


@require_POST
def request_step(request: HttpRequest, request_id: UUID, what: str) -> HttpResponse:
    """同意、更正、不同意; a refusal shows in its form with what was typed."""
    viewer, said = of_staff(request), request.POST
    if what not in STEPS:
        raise PageNotThere

    def do() -> str:
        text = said.get("text", "")[:MOST]
        if what == "answer":
            answer(viewer, request_id, text)
        elif what == "correct":
            correct(viewer, request_id, said.get("field", "")[:10], said.get("right", "")[:MOST], text)
        else:
            refuse(viewer, request_id, said.get("ground", "")[:20], text)
        return reverse("window:request", args=[request_id])

    return on_the_page(lambda: submit(request, do), lambda refusal: _page(request, request_id, what, refusal))


@require_http_methods(["GET", "POST"])
def desk_copy(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The copy to be printed for him who asked at the desk; a fresh second factor is asked for right here."""
    viewer = of_staff(request)
    if viewer.post != "reviewer":
        raise PostMayNot

    def do() -> str:
        return reverse("window:request-copy", args=[request_for(viewer, request_id).id])

    try:
        if request.method == "POST":
            return submit(request, do)
        found, held = copy_for(viewer, request_id)
    except (SignInNeeded, PostMayNot, NotYours):
        raise
    except Refusal as refusal:
        context = {"refusal": refusal, **asks_for_factor(request, refusal)}
        return render(request, "window/request_copy.html", context, status=refusal.status)
    return render(request, "window/request_copy.html", {"r": found, "parts": held})
