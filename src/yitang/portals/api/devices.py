"""For devices of the office: being let in, what a hall shows, that a call was shown and heard."""

import base64
import binascii
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from yitang.platform.identity.public import pairing_device, start_pairing
from yitang.platform.policy.public import value
from yitang.portals.api.v1 import ANY, KEYED, READS, WRITES, Refused, Said, viewer_of, write
from yitang.processes.queue.public import acknowledge_call, hall_board

router = Router()


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


class Acknowledgement(Said):
    """Shown, played."""

    shown: bool
    played: bool


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


@router.post("pairings", response={200: PairingOut, **ANY, 401: Refused, 429: Refused}, auth=None)
def begin_pairing(request: HttpRequest, said: PairingIn) -> PairingOut:
    """A device asks to be let in; anybody may ask, a person with two factors decides."""
    try:
        key = base64.b64decode(said.public_key, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    pairing_id, code = start_pairing(said.kind, key, request.META.get("REMOTE_ADDR", ""))
    return PairingOut(id=pairing_id, code=code, lives_s=value("pairing.lives_s"))


@router.get("pairings/{pairing_id}", response={200: PairingState, **ANY}, auth=None)
def look_at_pairing(request: HttpRequest, pairing_id: UUID) -> PairingState:  # noqa: ARG001
    """Whether the device was let in."""
    return PairingState(device=pairing_device(pairing_id))


@router.post("calls/{call_id}/acknowledgement", response=WRITES, openapi_extra=KEYED)
def acknowledge(request: HttpRequest, call_id: UUID, said: Acknowledgement) -> HttpResponse:
    """The display showed a call, or its sound ended."""

    def do() -> dict[str, Any]:
        acknowledge_call(viewer_of(request), call_id, said.shown, said.played)
        return {"done": True, "id": str(call_id)}

    return write(request, do)


@router.get("halls/{hall_id}/board", response={200: BoardOut, **READS})
def board(request: HttpRequest, hall_id: UUID) -> BoardOut:
    """What a hall shows."""
    found = hall_board(viewer_of(request), hall_id)
    calls = [CallOut(label=c.label, window=c.window_number, again=c.again) for c in found.calls]
    return BoardOut(waiting=found.waiting, low_s=found.low_s, high_s=found.high_s, unsure=found.unsure, calls=calls)
