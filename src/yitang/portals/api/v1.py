"""API version 1: devices sign each request, staff and phones come with their session; each write carries an Idempotency-Key."""

import base64
import binascii
import json
import re
from collections.abc import Callable
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Field, NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import ConfigDict

from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import Answer, once
from yitang.platform.identity.public import (
    SignInNeeded,
    anonymous,
    pairing_device,
    set_session,
    sign_in,
    start_pairing,
)
from yitang.platform.policy.public import value
from yitang.processes.cases.public import finish_visit
from yitang.processes.feedback.public import rate
from yitang.processes.queue.public import (
    TicketRow,
    acknowledge_call,
    call_next,
    give_up,
    hall_board,
    issue_ticket,
    no_show,
    open_window,
    pause_window,
    recall,
    start_serving,
)

api = NinjaAPI(title="Yitang", version="1", docs_url=None, openapi_url="openapi.json", urls_namespace="api:api-v1")


KEY = re.compile(r"[0-9A-Za-z-]{16,64}")


class FieldsInvalid(Refusal):
    """What was sent does not have the form that the API describes."""

    code = "fields_invalid"
    zh = "字段不对：{fields}"
    en = "These fields do not hold what they should: {fields}"
    cure_zh = "请按 openapi.json 的格式发送。"
    cure_en = "Send what openapi.json describes."


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:  # noqa: ARG001 - the form of a handler
    """Name the fields that are wrong, not what they held."""
    named = sorted({".".join(str(part) for part in one["loc"][1:] if len(str(part)) < 40) or "body" for one in fault.errors})
    refusal = FieldsInvalid(fields=", ".join(named)[:200])
    return JsonResponse(refusal.as_dict(), status=refusal.status)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, fault: HttpError) -> HttpResponse:  # noqa: ARG001 - the form of a handler
    """A body that is no JSON."""
    refusal = FieldsInvalid(fields="body")
    return JsonResponse(refusal.as_dict(), status=fault.status_code)


class KeyNeeded(Refusal):
    """A write without an idempotency key."""

    code = "idempotency_key_needed"
    zh = "写操作要带 Idempotency-Key（16 到 64 位字母数字）。"
    en = "A write needs an Idempotency-Key of 16 to 64 letters and digits."
    status = 400


class Refused(Schema):
    """A refusal: code, both texts, article and cure."""

    code: str
    zh: str
    en: str
    article: str = ""
    cure_zh: str = ""
    cure_en: str = ""


class Said(Schema):
    """What is sent with a write: the fields that are described and no other, so that nothing is believed that nobody reads (X12)."""

    model_config = ConfigDict(extra="forbid")


class PairingIn(Said):
    """A device's kind and public key (SPKI, base64)."""

    kind: str
    public_key: str


class PairingOut(Schema):
    """What the device shows and polls."""

    id: UUID
    code: str
    lives_s: int


class PairingState(Schema):
    """The device's id once a person let it in."""

    device: UUID | None


class TicketIn(Said):
    """What a number is for."""

    hall: UUID
    businesses: list[str] = Field(min_length=1, max_length=5)
    klass: Literal["ordinary", "green"] = "ordinary"
    evidence: str = Field("", max_length=20)
    language: Literal["zh", "en"] = "zh"


class TicketOut(Schema):
    """A number; ``reference`` is given once."""

    id: UUID
    label: str
    reference: str
    ahead: int
    low_s: float
    high_s: float
    unsure: bool


class SignIn(Said):
    """Badge, password, one-time code, window."""

    login: str
    password: str
    code: str
    window: UUID | None = None
    take_over: bool = False


class Done(Schema):
    """An act that has nothing to say but that it is done; ``id`` of what it was done to, where there is one."""

    done: bool = True
    id: UUID | None = None


class Acknowledgement(Said):
    """Shown, played."""

    shown: bool
    played: bool


class Grade(Said):
    """1 to 5, 5 best."""

    grade: int


class CallOut(Schema):
    """A call on the board."""

    label: str
    window: int
    again: bool


class BoardOut(Schema):
    """What a hall shows."""

    waiting: int
    low_s: float
    high_s: float
    unsure: bool
    calls: list[CallOut]


WRITES: dict[Any, Any] = {200: Done, 400: Refused, 401: Refused, 403: Refused, 404: Refused, 409: Refused, 422: Refused, 429: Refused}
READS: dict[Any, Any] = {401: Refused, 403: Refused, 404: Refused}


def viewer_of(request: HttpRequest) -> Viewer:
    """Who asks."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def write(request: HttpRequest, do: Callable[[], dict[str, Any]]) -> HttpResponse:
    """Do a write once for its key; the same key again gets the same answer and has no effect.

    Raises: KeyNeeded, SignInNeeded, KeyUsedForSomethingElse, and what the act refuses.
    """
    viewer = viewer_of(request)
    if not (viewer.session_id or viewer.device_id):
        raise SignInNeeded
    key = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(key):
        raise KeyNeeded
    principal = f"session:{viewer.session_id}" if viewer.session_id else f"device:{viewer.device_id}"
    answer = once(principal, key, f"{request.method} {request.path}", request.body, lambda: Answer(200, json.dumps(do())))
    return HttpResponse(answer.body, content_type="application/json", status=answer.status)


@api.post("pairings", response={200: PairingOut, 401: Refused, 422: Refused, 429: Refused}, auth=None)
def begin_pairing(request: HttpRequest, said: PairingIn) -> PairingOut:
    """A device asks to be let in; anybody may ask, a person with two factors decides."""
    try:
        key = base64.b64decode(said.public_key, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    pairing_id, code = start_pairing(said.kind, key, request.META.get("REMOTE_ADDR", ""))
    return PairingOut(id=pairing_id, code=code, lives_s=value("pairing.lives_s"))


@api.get("pairings/{pairing_id}", response=PairingState, auth=None)
def look_at_pairing(request: HttpRequest, pairing_id: UUID) -> PairingState:  # noqa: ARG001
    """Whether the device was let in."""
    return PairingState(device=pairing_device(pairing_id))


@api.post("sessions/staff", response={200: Done, 401: Refused, 409: Refused, 429: Refused}, auth=None)
def staff_session(request: HttpRequest, said: SignIn, response: HttpResponse) -> Done:
    """Sign in as staff; the session comes as a cookie."""
    token = sign_in(said.login, said.password, said.code, request.META.get("REMOTE_ADDR", ""), said.window, said.take_over)
    set_session(response, token, strict=True)
    return Done()


@api.post("sessions/phone", response=Done, auth=None)
def phone_session(request: HttpRequest, response: HttpResponse) -> Done:
    """A session for a phone that wants to hold a number."""
    if viewer_of(request).session_id is None:
        token, _ = anonymous()
        set_session(response, token, strict=False)
    return Done()


@api.post("tickets", response={**WRITES, 200: TicketOut})
def new_ticket(request: HttpRequest, said: TicketIn) -> HttpResponse:
    """取号: a kiosk, a phone, a guide."""

    def do() -> dict[str, Any]:
        viewer = viewer_of(request)
        channel = {"citizen": "phone", "kiosk": "kiosk"}.get(viewer.post, "window")
        row = issue_ticket(viewer, said.hall, tuple(said.businesses), channel, said.klass, said.evidence, language=said.language)
        return ticket_out(row)

    return write(request, do)


def ticket_out(row: TicketRow) -> dict[str, Any]:
    """A number as the API answers it, field by field."""
    return {
        "id": str(row.id), "label": row.label, "reference": row.reference, "ahead": row.ahead, "low_s": row.low_s, "high_s": row.high_s,
        "unsure": row.unsure,
    }  # fmt: skip


@api.post("tickets/{ticket_id}/leaving", response=WRITES)
def leave_queue(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """我不办了."""

    def do() -> dict[str, Any]:
        give_up(viewer_of(request), ticket_id)
        return {"done": True, "id": str(ticket_id)}

    return write(request, do)


@api.post("tickets/{ticket_id}/rating", response=WRITES)
def rate_visit(request: HttpRequest, ticket_id: UUID, said: Grade) -> HttpResponse:
    """评价, by the second screen or the own phone."""

    def do() -> dict[str, Any]:
        rate(viewer_of(request), ticket_id, said.grade)
        return {"done": True, "id": str(ticket_id)}

    return write(request, do)


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
    api.post(f"windows/{{window_id}}/{_name}", response=WRITES, operation_id=f"window_{_name.replace('-', '_')}")(window_act(_name))


@api.post("calls/{call_id}/acknowledgement", response=WRITES)
def acknowledge(request: HttpRequest, call_id: UUID, said: Acknowledgement) -> HttpResponse:
    """The display showed a call, or its sound ended."""

    def do() -> dict[str, Any]:
        acknowledge_call(viewer_of(request), call_id, said.shown, said.played)
        return {"done": True, "id": str(call_id)}

    return write(request, do)


@api.get("halls/{hall_id}/board", response={200: BoardOut, **READS})
def board(request: HttpRequest, hall_id: UUID) -> BoardOut:
    """What a hall shows."""
    found = hall_board(viewer_of(request), hall_id)
    calls = [CallOut(label=c.label, window=c.window_number, again=c.again) for c in found.calls]
    return BoardOut(waiting=found.waiting, low_s=found.low_s, high_s=found.high_s, unsure=found.unsure, calls=calls)
