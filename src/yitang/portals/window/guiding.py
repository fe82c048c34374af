"""The guide's desk (导办台): numbers for those who have no phone, and the green channel by evidence that the guide saw."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import NotYours, PostMayNot, SignInNeeded
from yitang.platform.policy.public import value
from yitang.portals.frame.drawing import qr
from yitang.portals.frame.fields import optional_uuid
from yitang.portals.frame.forms import submit
from yitang.portals.frame.words import own_last
from yitang.processes.guidance.public import PrecheckRow, own_precheck, precheck, questions
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


def _context(request: HttpRequest, viewer: Viewer, **more: object) -> dict[str, object]:
    assert viewer.hall_id is not None
    kinds = [(key, EVIDENCE[key]) for key in value("queue.green_evidence") if key in EVIDENCE]
    offered = [b for b in businesses() if b.offered]
    chosen = next((b for b in offered if b.code == request.GET.get("b")), None)
    checked = _checked(request, viewer)
    wanted = request.POST.get("business") or (chosen.code if chosen else "")
    # An ordinary number from the desk is the guide's to give; a clerk gives only those of the green channel.
    return {
        "offered": offered, "chosen": chosen, "asked": questions(chosen) if chosen else (), "checked": checked, "kinds": kinds,
        "board": public_board(viewer.hall_id), "hall": hall(viewer.hall_id), "ordinary": viewer.post == "guide",
        "alone": [b for b in businesses() if b.in_person], "wanted": wanted, "seen": request.POST.get("evidence", ""),
        **own_last(viewer), **more,
    }  # fmt: skip


def _checked(request: HttpRequest, viewer: Viewer) -> PrecheckRow | None:
    """The pre-check that the address names, made in this hall.

    Raises: NotYours.
    """
    asked = optional_uuid(request.GET, "checked")
    return own_precheck(viewer, asked) if asked else None


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The three figures of the hall, live; nothing else on the page moves."""
    viewer = guide(request)
    assert viewer.hall_id is not None
    return render(request, "window/_guide_now.html", {"board": public_board(viewer.hall_id)})


@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """导办台: what for, what is missing, and then a number; for the green channel by the evidence that was seen."""
    viewer = guide(request)
    if request.method == "GET":
        reference = request.GET.get("given", "")
        given = ticket_by_reference(viewer, reference) if reference else None
        link = f"{settings.YITANG_ORIGIN}/r/{reference}"
        return render(request, "window/guide.html", _context(request, viewer, given=given, link=link, qr=qr(link, 3) if given else ""))
    try:
        return submit(request, lambda: _papers(request, viewer) if request.POST.get("do") == "papers" else _number(request, viewer))
    except (SignInNeeded, NotYours):
        raise
    except Refusal as refusal:
        return render(request, "window/guide.html", _context(request, viewer, refusal=refusal), status=refusal.status)


def _papers(request: HttpRequest, viewer: Viewer) -> str:
    """Check what somebody says to have: one list, recorded with the guide who was asked first (首问)."""
    code = request.POST.get("business", "")
    answers = {name: request.POST.get(name) == "yes" for name in request.POST}
    return f"{reverse('window:guide')}?b={code}&checked={precheck(viewer, code, answers, 'guide').id}#papers"


def _number(request: HttpRequest, viewer: Viewer) -> str:
    """Give a number; it carries on the thread of the pre-check that was made before it."""
    assert viewer.hall_id is not None
    evidence, checked = request.POST.get("evidence", ""), optional_uuid(request.POST, "checked")
    trace = own_precheck(viewer, checked).trace_id if checked else None
    klass = "green" if evidence else "ordinary"
    row = issue_ticket(viewer, viewer.hall_id, (request.POST.get("business", ""),), "window", klass, evidence, trace_id=trace)
    return f"{reverse('window:guide')}?given={row.reference}"
