"""For staff: signing in, and a clerk's acts at the own window."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router

from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import lock_window, set_session, sign_in, step_up, unlock_window
from yitang.portals.api.v1 import ANY, KEYED, READS, WRITES, Done, Refused, Said, viewer_of, write
from yitang.processes.cases.public import finish_visit
from yitang.processes.queue.public import call_next, no_show, open_window, pause_window, recall, start_serving

router = Router()


class SignIn(Said):
    """Badge, password, one-time code, window."""

    login: str
    password: str
    code: str
    window: UUID | None = None
    take_over: bool = False


@router.post("sessions/staff", response={200: Done, **ANY, 401: Refused, 403: Refused, 409: Refused, 429: Refused}, auth=None)
def staff_session(request: HttpRequest, said: SignIn, response: HttpResponse) -> Done:
    """Sign in as staff; the session comes as a cookie. There are no security keys here: a post that needs one cannot sign in (``key_needed``)."""
    token = sign_in(said.login, said.password, said.code, request.META.get("REMOTE_ADDR", ""), said.window, said.take_over, enrolling=False)
    set_session(response, token, strict=True)
    return Done()


class OneTimeCode(Said):
    """The one-time code of this moment."""

    code: str = Field(max_length=10)


# A one-time code counts once, so these need no key of their own; and a key would take the count of failures back with the refusal.
@router.post("sessions/fresh", response={200: Done, **ANY, 401: Refused, 403: Refused, 429: Refused})
def fresh_session(request: HttpRequest, said: OneTimeCode) -> Done:
    """The session proves its second factor anew, for acts that answer ``fresh_factor_needed``."""
    step_up(viewer_of(request), said.code, request.META.get("REMOTE_ADDR", ""))
    return Done()


@router.post("sessions/locking", response={200: Done, **READS})
def locked_session(request: HttpRequest) -> Done:
    """Lock the window one is signed in at."""
    lock_window(viewer_of(request))
    return Done()


@router.post("sessions/unlocking", response={200: Done, **ANY, 401: Refused, 403: Refused, 404: Refused, 429: Refused})
def unlocked_session(request: HttpRequest, said: OneTimeCode) -> Done:
    """Unlock one's own window, for whom every other request answers ``window_locked``."""
    unlock_window(request.locked or viewer_of(request), said.code, request.META.get("REMOTE_ADDR", ""))  # type: ignore[attr-defined]
    return Done()


AT_WINDOW: dict[str, Callable[[Viewer, UUID], UUID | None]] = {
    "opening": open_window, "pause": pause_window, "call": call_next, "recall": recall, "start": start_serving, "no-show": no_show,
    "finish": finish_visit,
}  # fmt: skip


def window_act(name: str) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """One route for one act at a window."""

    def view(request: HttpRequest, window_id: UUID) -> HttpResponse:
        def do() -> dict[str, Any]:
            found = AT_WINDOW[name](viewer_of(request), window_id)
            return {"done": True, "id": str(found) if found else None}

        return write(request, do)

    view.__doc__ = f"The clerk's act at a window: {name}."
    return view


for _name in AT_WINDOW:
    router.post(f"windows/{{window_id}}/{_name}", response=WRITES, openapi_extra=KEYED, operation_id=f"window_{_name.replace('-', '_')}")(window_act(_name))
