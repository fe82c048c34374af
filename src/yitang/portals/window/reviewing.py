"""The reviewer's side (审核岗): what waits for a second person, and the decision on it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import NotYours, SignInNeeded, account_names
from yitang.portals.frame.forms import submit
from yitang.portals.window.pages import papers
from yitang.processes.cases.public import CaseRow, acts_of, case_for, cases_to_review, described, parties_of, review
from yitang.registers.catalogue.public import business


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.account_id is None:
        raise SignInNeeded
    return viewer


def _waiting(viewer: Viewer) -> dict[str, object]:
    cases = cases_to_review(viewer)
    names = account_names([case.acceptor_account for case in cases])
    return {"cases": [(case, business(case.business), names.get(case.acceptor_account, "")) for case in cases]}


@require_GET
def review_list(request: HttpRequest) -> HttpResponse:
    """待审核: the oldest first."""
    return render(request, "window/review.html", _waiting(_viewer(request)))


@require_GET
def review_fragment(request: HttpRequest) -> HttpResponse:
    """Its list, live."""
    return render(request, "window/_review.html", _waiting(_viewer(request)))


@require_http_methods(["GET", "POST"])
def review_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case: who, what, which papers; grant it, or refuse it with a ground."""
    viewer = _viewer(request)
    case = case_for(viewer, case_id)
    if request.method == "GET":
        return render(request, "window/review_case.html", _shown(case))
    decision = "grant" if request.POST.get("do") == "grant" else "refuse"

    def once() -> str:
        review(viewer, case_id, decision, request.POST.get("ground", ""))
        return reverse("window:review")

    try:
        return submit(request, once)
    except (SignInNeeded, NotYours):
        raise
    except Refusal as refusal:
        context = {**_shown(case_for(viewer, case_id)), "refusal": refusal, "ground": request.POST.get("ground", "")}
        return render(request, "window/review_case.html", context, status=refusal.status)


def _shown(case: CaseRow) -> dict[str, object]:
    acts = acts_of(case)
    names = account_names([a.account_id for a in acts])
    return {
        "case": case, "b": business(case.business), "parties": parties_of(case), "papers": papers(case),
        "described": described(case), "acts": [(a, names.get(a.account_id, "")) for a in acts],
    }  # fmt: skip
