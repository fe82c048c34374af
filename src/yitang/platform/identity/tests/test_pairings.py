"""Devices that wait to be let in: not without end from one address, each under a code of its own, and forgotten after a day."""

import base64
from collections import Counter
from datetime import timedelta
from itertools import chain, repeat
from typing import Any

import pytest
from django.test import Client

from yitang.platform.database.public import execute, row
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity import devices
from yitang.platform.identity.jobs import sweep
from yitang.platform.identity.public import PairingUnknown, TooManyPairings, approve_pairing, pairing_device, start_pairing
from yitang.platform.identity.tests.test_identity import Machine, chief
from yitang.platform.policy.public import forget

HERE = "10.0.0.7"


@pytest.fixture
def three(city: dict[str, Any]) -> dict[str, Any]:
    """Three may wait from one address."""
    execute("UPDATE policy_value SET value = '3' WHERE name = 'pairing.address_an_hour'")
    forget()
    return city


def ask(machine: Machine | None = None, address: str = HERE) -> tuple[Any, str]:
    return start_pairing("kiosk", (machine or Machine()).public, address)


def waiting() -> int:
    found = row("SELECT count(*)::int AS n FROM identity_pairing")
    assert found
    return int(found["n"])


def test_from_one_address_only_so_many_wait_and_others_are_not_stopped(three: dict[str, Any]) -> None:
    for _ in range(3):
        ask()
    with pytest.raises(TooManyPairings) as refusal:
        ask()
    assert refusal.value.as_dict()["zh"].startswith("从这里等待配对的设备太多")
    ask(address="10.0.0.8")
    assert waiting() == 4
    assert not row("SELECT 1 AS yes FROM identity_attempt WHERE position(%s::bytea in subject) > 0", [HERE.encode()]), "a keyed digest alone is kept"
    execute("UPDATE identity_pairing SET expires_at = expires_at - interval '1 hour'")
    execute("UPDATE identity_attempt SET at = at - interval '1 hour'")
    ask()


def test_the_api_says_so_by_the_address_that_asks(three: dict[str, Any]) -> None:
    def post() -> Any:
        said = {"kind": "kiosk", "public_key": base64.b64encode(Machine().public).decode()}
        return Client(REMOTE_ADDR=HERE).post("/api/v1/pairings", said, content_type="application/json")

    assert [post().status_code for _ in range(3)] == [200] * 3
    refused = post()
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_pairings")


def test_who_was_let_in_waits_no_more_and_who_asks_again_waits_once(three: dict[str, Any]) -> None:
    for _ in range(5):
        approve_pairing(chief(three), ask()[1], "x", three["office"], three["hall"])
    patient = Machine()
    _, first = ask(patient)
    for _ in range(5):
        _, code = ask(patient)
    assert waiting() == 6
    with pytest.raises(PairingUnknown):
        approve_pairing(chief(three), first, "x", three["office"], three["hall"])
    approve_pairing(chief(three), code, "x", three["office"], three["hall"])


def test_those_that_ask_together_are_three_and_without_the_lock_as_many_as_ask(three: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as unguarded:
        unguarded.setattr(devices, "lock", lambda *_: None)
        unguarded.setattr(devices, "row", Meeting(8).after(row))
        together(8, lambda _: ask()[1])
        assert waiting() == 8, "guard off: all read before any is counted"
    execute("DELETE FROM identity_pairing")
    found = Counter(type(one).__name__ if one != TooManyPairings.code else one for one in together(8, lambda _: ask()))
    assert found == {"tuple": 3, TooManyPairings.code: 5}
    assert waiting() == 3


def test_a_code_that_another_device_shows_is_not_given_twice(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    codes = chain(["12345678", "12345678", "87654321"], repeat("12345678"))
    monkeypatch.setattr(devices, "random_digits", lambda _: next(codes))
    assert [ask()[1], ask()[1]] == ["12345678", "87654321"]
    with pytest.raises(TooManyPairings):
        ask()
    assert waiting() == 2


def test_pairings_are_forgotten_after_a_day_used_or_not(city: dict[str, Any]) -> None:
    used, code = ask()
    device = approve_pairing(chief(city), code, "x", city["office"], city["hall"])
    ask()
    sweep()
    assert (waiting(), pairing_device(used)) == (2, device)
    execute("UPDATE identity_pairing SET expires_at = expires_at - %s", [timedelta(days=1, minutes=6)])
    sweep()
    assert (waiting(), pairing_device(used)) == (0, None)
    assert row("SELECT count(*)::int AS n FROM identity_device") == {"n": 1}, "the device stays"
