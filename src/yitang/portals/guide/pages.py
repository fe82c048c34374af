"""导办: who waits, what somebody wants, and what he is asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import PostMayNot, SignInNeeded
from yitang.portals.frame.forms import on_the_page, submit
from yitang.portals.frame.words import own_last
from yitang.processes.guidance.public import in_hand, precheck, questions
from yitang.processes.queue.public import grounds, public_board
from yitang.registers.catalogue.public import CATEGORIES, business, businesses, search
from yitang.registers.offices.public import hall


def guide(request: HttpRequest) -> Viewer:
    """The guide, or a clerk who helps at the desk.

    Raises: SignInNeeded, PostMayNot.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.account_id is None or viewer.hall_id is None:
        raise SignInNeeded
    if viewer.post not in ("guide", "clerk"):
        raise PostMayNot
    return viewer


def at_desk(viewer: Viewer) -> dict[str, object]:
    """What every page of the guide says: the hall, its three figures, who works here and what he did last."""
    assert viewer.hall_id is not None
    return {"hall": hall(viewer.hall_id), "board": public_board(viewer.hall_id), "in_hand": in_hand(viewer), **own_last(viewer)}


def for_a_number(viewer: Viewer, request: HttpRequest) -> dict[str, object]:
    """What the form for a number needs: the grounds of the green channel, and what was chosen. A clerk gives only numbers of the green channel."""
    return {"grounds": grounds(), "ordinary": viewer.post == "guide", "chosen": request.POST.get("evidence", "")}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """导办台: find what somebody wants, by words or by picture."""
    viewer = guide(request)
    asked, category = request.GET.get("q", "")[:60].strip(), request.GET.get("c", "")
    hits = [b for b in businesses() if b.category == category] if category in CATEGORIES else [h.business for h in search(asked)] if asked else None
    context = {
        "asked": asked, "category": CATEGORIES.get(category), "hits": hits, "categories": CATEGORIES.items(),
        "offered": [b for b in businesses() if b.offered], "alone": [b for b in businesses() if b.in_person],
    }  # fmt: skip
    return render(request, "guide/home.html", {**at_desk(viewer), **context})


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The three figures of the hall, live; nothing else on a page moves."""
    viewer = guide(request)
    assert viewer.hall_id is not None
    return render(request, "guide/_now.html", {"board": public_board(viewer.hall_id), "in_hand": in_hand(viewer)})


@require_GET
def own_proof(request: HttpRequest) -> HttpResponse:
    """The proof line, asked again until the last act is sealed."""
    return render(request, "guide/_proof.html", own_last(guide(request)))


@require_http_methods(["GET", "POST"])
def business_page(request: HttpRequest, code: str) -> HttpResponse:
    """What one business asks; answered, it leads to the list. Or a number right away."""
    viewer, found = guide(request), business(code)
    if request.method == "POST":
        answers = {name: request.POST.get(name) == "yes" for name in request.POST}
        return on_the_page(
            lambda: submit(request, lambda: reverse("guide:check", args=[precheck(viewer, code, answers, "guide").id])),
            lambda refusal: render(request, "guide/business.html", _business(request, viewer, code, refusal=refusal), status=refusal.status),
        )
    return render(request, "guide/business.html", _business(request, viewer, found.code))


def _business(request: HttpRequest, viewer: Viewer, code: str, **more: object) -> dict[str, object]:
    found = business(code)
    said = {name for name in request.POST if request.POST.get(name) == "yes"}
    asked = [(q, q.key in said) for q in questions(found)] if found.offered else []
    return {"b": found, "asked": asked, **at_desk(viewer), **for_a_number(viewer, request), **more}
