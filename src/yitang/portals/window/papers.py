"""Photos and PDFs for who works on them: those that came with a case, and those that a guide or the citizen took before the number."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yitang.platform.identity.public import NotYours
from yitang.platform.uploads.public import copy_of, upload_of
from yitang.portals.frame.files import asked_from_here, copy
from yitang.portals.window.casefile import of_staff
from yitang.portals.window.sent import sent
from yitang.processes.cases.public import case_for, link_original
from yitang.processes.guidance.public import precheck_of_ticket


@require_GET
def sent_fragment(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What was sent with a case, live on the console."""
    case = case_for(of_staff(request), case_id)
    return render(request, "window/_sent.html", {"case": case, "sent": sent(case)})


@require_GET
def paper_page(request: HttpRequest, case_id: UUID, upload_id: UUID, page: int) -> HttpResponse:
    """The clean copy of a page."""
    case = case_for(of_staff(request), case_id)
    return copy(request, copy_of(upload_of(case.id, upload_id), page))


@require_GET
def prechecked_page(request: HttpRequest, ticket_id: UUID, upload_id: UUID, page: int) -> HttpResponse:
    """The clean copy of a page that was photographed before the number."""
    found = precheck_of_ticket(of_staff(request), ticket_id)
    if found is None:
        raise NotYours
    return copy(request, copy_of(upload_of(found.id, upload_id), page))


@require_GET
def paper_original(request: HttpRequest, case_id: UUID, upload_id: UUID) -> HttpResponse:
    """The file as it was sent: a one-time link to the files host; the log keeps who asked. No original leaves by this host."""
    asked_from_here(request)
    token = link_original(of_staff(request), case_id, upload_id)
    return HttpResponseRedirect(f"{settings.YITANG_FILES_ORIGIN}/files/{token}")
