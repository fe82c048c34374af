"""Numbers for those who stand at the desk, and the way from a number to what was seen before it."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import NotYours
from yitang.portals.frame.drawing import qr
from yitang.portals.frame.fields import optional_uuid
from yitang.portals.frame.forms import on_the_page, submit
from yitang.portals.guide.checking import context
from yitang.portals.guide.pages import at_desk, for_a_number, guide
from yitang.processes.guidance.public import own_precheck, precheck_of_ticket, questions, take_number
from yitang.processes.queue.public import issue_ticket, ticket_by_label, ticket_by_reference
from yitang.registers.catalogue.public import business


@require_http_methods(["GET", "POST"])
def number(request: HttpRequest) -> HttpResponse:
    """取号: an ordinary number, or one of the green channel by the evidence that was seen; with the papers that were looked at before."""
    viewer = guide(request)
    if request.method == "GET":
        reference = request.GET.get("given", "")
        if not reference:
            return HttpResponseRedirect(reverse("guide:home"))
        link = f"{settings.YITANG_ORIGIN}/r/{reference}"
        page = {"given": ticket_by_reference(viewer, reference), "link": link, "qr": qr(link, 3), **at_desk(viewer)}
        return render(request, "guide/number.html", page)
    checked = optional_uuid(request.POST, "checked")
    return on_the_page(lambda: submit(request, lambda: _given(request, viewer, checked)), lambda refusal: _refused(request, viewer, checked, refusal))


def _given(request: HttpRequest, viewer: Viewer, checked: UUID | None) -> str:
    assert viewer.hall_id is not None
    evidence = request.POST.get("evidence", "")[:20]
    if checked:
        row = take_number(viewer, checked, viewer.hall_id, "window", evidence)
    else:
        row = issue_ticket(viewer, viewer.hall_id, (request.POST.get("business", ""),), "window", "green" if evidence else "ordinary", evidence)
    return f"{reverse('guide:number')}?given={row.reference}"


def _refused(request: HttpRequest, viewer: Viewer, checked: UUID | None, refusal: Refusal) -> HttpResponse:
    """The page from which the number was asked for, with what was chosen on it."""
    if checked:
        return render(request, "guide/check.html", context(request, own_precheck(viewer, checked), refusal=refusal), status=refusal.status)
    found = business(request.POST.get("business", ""))
    asked = [(q, False) for q in questions(found)] if found.offered else []
    page = {"b": found, "asked": asked, "refusal": refusal, **at_desk(viewer), **for_a_number(viewer, request)}
    return render(request, "guide/business.html", page, status=refusal.status)


@require_GET
def by_label(request: HttpRequest) -> HttpResponse:
    """输号: a number of today, and the papers that were looked at before it."""
    viewer = guide(request)
    label = request.GET.get("label", "")[:8]
    if not label:
        return render(request, "guide/ticket.html", at_desk(viewer))
    try:
        found = ticket_by_label(viewer, label)
    except NotYours:
        return render(request, "guide/ticket.html", {"label": label, "missing": True, **at_desk(viewer)}, status=404)
    checked = precheck_of_ticket(viewer, found.id)
    if checked is not None:
        return HttpResponseRedirect(reverse("guide:check", args=[checked.id]))
    return render(request, "guide/ticket.html", {"label": label, "t": found, "b": business(found.businesses[0]), **at_desk(viewer)})
