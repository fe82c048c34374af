"""The guide's desk (导办台): numbers for those who have no phone, and the green channel by evidence that the guide saw."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import NotYours, PostMayNot, SignInNeeded
from yitang.platform.policy.public import value
from yitang.portals.frame.forms import submit
from yitang.processes.queue.public import issue_ticket, public_board, ticket_by_reference
from yitang.registers.catalogue.public import businesses
from yitang.registers.offices.public import hall

EVIDENCE = {
    "soldier": ("军人证、退役军人优待证", "soldier or veteran"),
    "age": ("老年人，看身份证", "old age, by the card"), "disabled": ("残疾人证", "disability certificate"),
    "pregnant": ("孕妇、带婴儿", "expecting, or with a baby"), "deadline": ("新生、新兵有期限，看通知书", "student or recruit with a deadline"),
}  # fmt: skip


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


def _context(viewer: Viewer, **more: object) -> dict[str, object]:
    assert viewer.hall_id is not None
    kinds = [(key, EVIDENCE[key]) for key in value("queue.green_evidence") if key in EVIDENCE]
    # An ordinary number from the desk is the guide's to give; a clerk gives only those of the green channel.
    return {
        "offered": [b for b in businesses() if b.offered],
        "kinds": kinds,
        "board": public_board(viewer.hall_id),
        "hall": hall(viewer.hall_id),
        "ordinary": viewer.post == "guide",
        **more,
    }


@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """导办台: choose what for, and the evidence of a right to the green channel, if there is one."""
    viewer = guide(request)
    assert viewer.hall_id is not None
    hall_id = viewer.hall_id
    if request.method == "GET":
        reference = request.GET.get("given", "")
        given = ticket_by_reference(viewer, reference) if reference else None
        return render(request, "window/guide.html", _context(viewer, given=given, link=f"{settings.YITANG_ORIGIN}/r/{reference}"))

    def once() -> str:
        evidence = request.POST.get("evidence", "")
        klass = "green" if evidence else "ordinary"
        row = issue_ticket(viewer, hall_id, (request.POST.get("business", ""),), "window", klass, evidence)
        return f"{reverse('window:guide')}?given={row.reference}"

    try:
        return submit(request, once)
    except (SignInNeeded, NotYours):
        raise
    except Refusal as refusal:
        return render(request, "window/guide.html", _context(viewer, refusal=refusal), status=refusal.status)
