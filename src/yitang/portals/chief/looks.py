"""今天看过的人: how many people each of the office has seen today, of how many; and more for today, with a reason."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from yitang.kernel.errors import Refusal
from yitang.platform.disclosure.public import budgets_today, raise_budget
from yitang.platform.policy.public import value
from yitang.portals.chief.pages import head_of_office
from yitang.portals.frame.forms import on_the_page, submit
from yitang.portals.frame.words import POSTS, staff_names

MOST = 400


def _page(request: HttpRequest, refusal: Refusal | None = None, day_id: UUID | None = None) -> HttpResponse:
    viewer, _, _ = head_of_office(request)
    found = budgets_today(viewer)
    names = staff_names([one.account_id for one in found])
    context = {
        "budgets": [(one, names.get(one.account_id, ""), POSTS.get(one.post, one.post), one.id == day_id) for one in found], "refusal": refusal,
        "typed": request.POST, "most": value("disclosure.raise_most"), "near": sum(one.standing.near for one in found),
    }  # fmt: skip
    return render(request, "chief/looks.html", context, status=refusal.status if refusal else 200)


@require_GET
def budgets(request: HttpRequest) -> HttpResponse:
    """The fullest first."""
    return _page(request)


@require_POST
def add(request: HttpRequest, day_id: UUID) -> HttpResponse:
    """加人数; a refusal is shown beside its form with what was typed."""
    viewer, _, _ = head_of_office(request)
    typed = request.POST.get("more", "").strip()
    more = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else 0

    def do() -> str:
        raise_budget(viewer, day_id, more, request.POST.get("reason", "")[:MOST])
        return reverse("chief:looks")

    return on_the_page(lambda: submit(request, do), lambda refusal: _page(request, refusal, day_id))
