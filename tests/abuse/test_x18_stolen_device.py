"""X18, a kiosk or display is stolen, or what it stores and sends is copied.

Control: a key pair that does not leave the device, each request signed and counted once, one job and hall for a device, a pairing
code for five minutes and five tries, revocation at once. Changed, replayed and late requests: ``identity/tests/test_identity.py``.
"""

import asyncio
import base64
import time
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from tests.runs.office import slowness
from tests.trials.people import Sender, paired
from yitang.platform.database.public import execute, row, rows
from yitang.platform.identity import devices
from yitang.platform.identity.public import PairingUnknown, TooManyTries, approve_pairing, revoke_device, start_pairing
from yitang.platform.identity.tests.test_identity import Machine, chief
from yitang.platform.keys.public import DeviceKey
from yitang.portals.live import hub
from yitang.portals.live.tests.test_stream import desk, request  # noqa: F401 - a fixture

TAKE = b'{"hall": "%s", "businesses": ["DRV-RENEW"]}'


def number_of_tickets() -> int:
    found = row("SELECT count(*) AS n FROM queue_ticket")
    assert found
    return int(found["n"])


def test_what_is_stored_and_sent_opens_nothing_elsewhere_without_the_key(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The storage of a kiosk holds its id; its cookie jar is empty; the private key cannot be read out of the browser."""
    kiosk = paired(city, "kiosk")
    assert kiosk.device
    assert kiosk.get("/kiosk/start").status_code == 200
    assert "yitang_session" not in kiosk.client.cookies
    copied = Sender(device=(kiosk.device[0], DeviceKey()))
    with monkeypatch.context() as guard_off:
        guard_off.setattr(devices, "device_signature_fits", lambda *_: True)
        assert copied.get("/kiosk/start").status_code == 200, "guard off: the id alone is the device"
    before = number_of_tickets()
    for answer in (copied.get("/kiosk/start"), copied.send("POST", "/api/v1/tickets", TAKE % str(city["hall"]).encode(), "application/json")):
        assert answer.status_code == 401
        assert "device_refused" in answer.content.decode()
    assert number_of_tickets() == before


def test_the_key_of_a_display_writes_nothing(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    display, said = paired(city, "display"), TAKE % str(city["hall"]).encode()
    with monkeypatch.context() as guard_off:
        guard_off.setattr("yitang.processes.queue.operations.allow", lambda *_: None)
        guard_off.setattr("yitang.processes.queue.operations.may", lambda *_: None)
        assert display.send("POST", "/api/v1/tickets", said, "application/json").status_code == 200, "guard off: a stolen display gives numbers"
    before = (number_of_tickets(), rows("SELECT last FROM queue_counter"))
    window = row("SELECT id FROM offices_window WHERE hall_id = %s LIMIT 1", [city["hall"]])
    assert window
    for path, body in (
        ("/api/v1/tickets", said), (f"/api/v1/tickets/{uuid4()}/rating", b'{"grade": 5}'), (f"/api/v1/windows/{window['id']}/call", b""),
    ):  # fmt: skip
        answer = display.send("POST", path, body, "application/json")
        assert (answer.status_code, answer.json()["code"]) == (403, "post_may_not"), path
    assert (number_of_tickets(), rows("SELECT last FROM queue_counter")) == before


def guess(city: dict[str, Any], code: str) -> None:
    """The head of the office, or who sits at his desk, types a pairing code."""
    who = chief(city)
    approve_pairing(
        type(who)(city["guesser"], who.person_id, "chief", city["office"], city["hall"], level="two_factor"), code, "x", city["office"], city["hall"]
    )


def test_a_pairing_code_is_guessed_at_five_times_and_no_more(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    city["guesser"] = uuid4()
    _, code = start_pairing("kiosk", Machine().public)
    with monkeypatch.context() as guard_off:
        guard_off.setattr(devices, "_wrong_codes", lambda _: b"")
        for n in range(20):
            with pytest.raises(PairingUnknown):
                guess(city, f"wrong {n}")
        guess(city, code)
        assert row("SELECT count(*) AS n FROM identity_device") == {"n": 1}, "guard off: whoever goes on long enough comes in"
    _, code = start_pairing("kiosk", Machine().public)
    for n in range(5):
        with pytest.raises(PairingUnknown):
            guess(city, f"wrong {n}")
    with pytest.raises(TooManyTries):
        guess(city, code)
    assert row("SELECT count(*) AS n FROM identity_device") == {"n": 1}
    execute("UPDATE identity_attempt SET at = at - interval '301 seconds' WHERE kind = 'pairing'")
    guess(city, code)
    assert row("SELECT count(*) AS n FROM identity_device") == {"n": 2}, "a pause, not a lock"


def test_revocation_ends_the_stream_within_five_seconds(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    machine = Machine()
    _, code = start_pairing("display", machine.public)
    machine.id = approve_pairing(chief(desk), code, "屏", desk["office"], desk["hall"])

    def headers() -> dict[str, str]:
        said = machine.request(path="/live/stream", method="GET")
        return {
            "x-yitang-device": str(said.device_id), "x-yitang-time": str(said.at_ms), "x-yitang-nonce": said.nonce,
            "x-yitang-signature": base64.b64encode(said.signature).decode(),
        }  # fmt: skip

    begun = []

    def shut_out() -> None:
        revoke_device(chief(desk), machine.id)
        connection.close()
        begun.append(time.monotonic())

    with monkeypatch.context() as guard_off:
        guard_off.setattr(hub, "device_alive", lambda _: True)
        _, text, _ = asyncio.run(request("/live/stream", headers=headers(), seconds=1.5, then=shut_out))
        assert "event: over" not in text, "guard off: a stolen display goes on hearing"
    execute("UPDATE identity_device SET revoked_at = NULL")
    slow = slowness()
    _, text, _ = asyncio.run(request("/live/stream", headers=headers(), seconds=30, then=shut_out))
    took = time.monotonic() - begun[-1]
    assert text.endswith("event: over\ndata: {}\n\n")
    assert took / max(slow, slowness()) <= 5
    assert asyncio.run(request("/live/stream", headers=headers(), seconds=1))[0] == 401


def test_the_dead_are_looked_for_often_enough() -> None:
    assert hub.CHECK_EVERY_S + 2 * hub.EVERY_S < 5
