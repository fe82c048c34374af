"""For a citizen's phone: a session that can hold a number, and giving the number up."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from yitang.platform.identity.public import anonymous, set_session
from yitang.portals.api.v1 import ANY, KEYED, WRITES, Done, viewer_of, write
from yitang.processes.queue.public import give_up

router = Router()


@router.post("sessions/phone", response={200: Done, **ANY}, auth=None)
def phone_session(request: HttpRequest, response: HttpResponse) -> Done:
    """A session for a phone that wants to hold a number."""
    if viewer_of(request).session_id is None:
        token, _ = anonymous()
        set_session(response, token, strict=False)
    return Done()


@router.post("tickets/{ticket_id}/leaving", response=WRITES, openapi_extra=KEYED)
def leave_queue(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """我不办了."""

    def do() -> dict[str, Any]:
        give_up(viewer_of(request), ticket_id)
        return {"done": True, "id": str(ticket_id)}

    return write(request, do)
