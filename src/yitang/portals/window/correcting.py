"""登记更正: asked for at a desk, shown before and after, decided by another person; how many entries of whom were wrong, open to the office."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import NotYours, SignInNeeded
from yitang.portals.frame.fields import uuid_field
from yitang.portals.frame.forms import submit
from yitang.portals.frame.words import own_last, staff_names
from yitang.portals.window.casefile import of_staff
from yitang.processes.cases.public import CORRECTED, ask_correction, corrections, decide_correction, faults_counted

FIELDS = ("do", "number", "kind", "after", "why", "correction", "said")


@require_http_methods(["GET", "POST"])
def correction_list(request: HttpRequest) -> HttpResponse:
    """What waits and what was decided; ask for another, decide one. A refusal keeps what was typed."""
    viewer = of_staff(request)
    if request.method == "GET":
        return render(request, "window/corrections.html", _shown(viewer))
    typed = {name: request.POST.get(name, "") for name in FIELDS}

    def once() -> str:
        if typed["do"] == "ask":
            ask_correction(viewer, typed["number"], typed["kind"], typed["after"], typed["why"])
        elif typed["do"] in ("correct", "refuse"):
            decide_correction(viewer, uuid_field(request.POST, "correction"), typed["do"] == "correct", typed["said"])
        else:
            raise NotYours
        return reverse("window:corrections")

    try:
        return submit(request, once)
    except (SignInNeeded, NotYours):
        raise
    except Refusal as refusal:
        return render(request, "window/corrections.html", {**_shown(viewer), "refusal": refusal, "typed": typed}, status=refusal.status)


def _shown(viewer: Viewer) -> dict[str, object]:
    found, faults = corrections(viewer), faults_counted(viewer)
    accounts: list[UUID | None] = [account for one in found for account in (one.account_id, one.made_by_account, one.decided_account)]
    names = staff_names([*accounts, *(account for account, _ in faults)])
    told = [(one, names.get(one.account_id, ""), names.get(one.made_by_account, ""), names.get(one.decided_account, "")) for one in found]
    return {
        "waiting": [row for row in told if not row[0].outcome], "decided": [row for row in told if row[0].outcome], "typed": {},
        "faults": [(names.get(account, ""), count) for account, count in faults], "today": clock.today(),
        "kinds": [(kind, words) for kind, (words, _, _) in CORRECTED.items()], "asks": viewer.post in ("clerk", "reviewer"), **own_last(viewer),
    }  # fmt: skip
