"""The reviewer's side (审核岗): what waits for a second person, and the decision on it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.disclosure.public import own_budget
from yitang.platform.identity.public import NotYours, SignInNeeded
from yitang.portals.frame.forms import submit
from yitang.portals.frame.words import own_last, staff_names
from yitang.portals.window.casefile import acts, of_staff, papers
from yitang.portals.window.facts import facts_of, plate_of
from yitang.portals.window.sent import sent
from yitang.processes.cases.public import CaseRow, case_for, cases_to_review, described, matter_of, review
from yitang.registers.catalogue.public import business


def _waiting(viewer: Viewer) -> dict[str, object]:
    cases, now = cases_to_review(viewer), clock.now()
    names = staff_names([case.acceptor_account for case in cases])
    rows = [(case, business(case.business), names.get(case.acceptor_account, ""), (now - case.accepted_at).total_seconds()) for case in cases]
    return {"cases": rows, "longest": max((row[3] for row in rows), default=None)}


@require_GET
def review_list(request: HttpRequest) -> HttpResponse:
    """待审核: the oldest first."""
    viewer = of_staff(request)
    return render(request, "window/review.html", {**_waiting(viewer), **own_last(viewer)})


@require_GET
def review_fragment(request: HttpRequest) -> HttpResponse:
    """Its list, live."""
    return render(request, "window/_review.html", _waiting(of_staff(request)))


@require_http_methods(["GET", "POST"])
def review_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case: who, what, which papers; grant it, or refuse it with a ground."""
    viewer = of_staff(request)
    case = case_for(viewer, case_id)
    if request.method == "GET":
        return render(request, "window/review_case.html", _shown(viewer, case))
    decision = "grant" if request.POST.get("do") == "grant" else "refuse"

    def once() -> str:
        review(viewer, case_id, decision, request.POST.get("ground", ""))
        return reverse("window:review")

    try:
        return submit(request, once)
    except (SignInNeeded, NotYours):
        raise
    except Refusal as refusal:
        context = {**_shown(viewer, case_for(viewer, case_id)), "refusal": refusal, "ground": request.POST.get("ground", "")}
        return render(request, "window/review_case.html", context, status=refusal.status)


def _shown(viewer: Viewer, case: CaseRow) -> dict[str, object]:
    matter = matter_of(case.id)
    return {
        "case": case, "b": business(case.business), "parties": [(p.role, p.person) for p in matter.parties], "papers": papers(case),
        "described": described(case, matter), "sent": sent(case), "acts": acts(case), "facts": facts_of(matter), "plate": plate_of(matter),
        "budget": own_budget(viewer), **own_last(viewer),
    }  # fmt: skip
