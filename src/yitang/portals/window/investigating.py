"""停办核查: a case is stopped as suspicious, what the investigation finds is written down, another person releases or refuses it."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import NotYours, SignInNeeded
from yitang.portals.frame.forms import submit
from yitang.portals.frame.words import own_last, staff_names
from yitang.portals.window.casefile import of_staff
from yitang.processes.cases.public import (
    EVIDENCE,
    CaseRow,
    add_evidence,
    case_for,
    may_end_suspension,
    may_suspend,
    parties_of,
    reject_case,
    release_case,
    suspend_case,
    suspensions_of,
    suspicions,
)
from yitang.registers.catalogue.public import business

# What each form of the page does, from the fields that it sends.
ACTS: dict[str, Callable[[Viewer, UUID, dict[str, str]], None]] = {
    "suspend": lambda viewer, case_id, said: suspend_case(viewer, case_id, said["reason"], said["seen"]),
    "evidence": lambda viewer, case_id, said: add_evidence(viewer, case_id, said["kind"], said["found"]),
    "release": lambda viewer, case_id, said: release_case(viewer, case_id, said["why"]),
    "reject": lambda viewer, case_id, said: reject_case(viewer, case_id, said["why"]),
}
FIELDS = ("do", "reason", "seen", "kind", "found", "why")


@require_http_methods(["GET", "POST"])
def investigation(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case: stop it, look into it, end that; a refusal keeps what was typed."""
    viewer = of_staff(request)
    case = case_for(viewer, case_id)
    if request.method == "GET":
        return render(request, "window/investigation.html", _shown(viewer, case))
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    do = ACTS.get(typed["do"])
    if do is None:
        raise NotYours

    def once() -> str:
        do(viewer, case_id, typed)
        return reverse("window:investigation", args=[case_id])

    try:
        return submit(request, once)
    except (SignInNeeded, NotYours):
        raise
    except Refusal as refusal:
        context = {**_shown(viewer, case_for(viewer, case_id)), "refusal": refusal, "typed": typed}
        return render(request, "window/investigation.html", context, status=refusal.status)


def _shown(viewer: Viewer, case: CaseRow) -> dict[str, object]:
    found, known = suspensions_of(viewer, case.id), suspicions(case.subject_kind)
    accounts = [account for one, pieces in found for account in (one.account_id, one.decided_account, *(piece.account_id for piece in pieces))]
    names = staff_names(accounts)
    told = [
        (one, known[one.reason], names.get(one.account_id, ""), names.get(one.decided_account, ""), [(p, names.get(p.account_id, "")) for p in pieces])
        for one, pieces in found
    ]
    running = found[0][0] if found and case.state == "suspended" else None
    return {
        "case": case, "b": business(case.business), "parties": parties_of(case), "told": told, "running": running, "typed": {},
        "suspicions": known.items() if may_suspend(viewer, case) else (), "ways": EVIDENCE.items(),
        "may_end": running is not None and may_end_suspension(viewer, case, running), "own": running is not None and running.person_id == viewer.person_id,
        **own_last(viewer),
    }  # fmt: skip
