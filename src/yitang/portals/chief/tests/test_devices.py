"""Letting devices in from the chief's page: to a window of the own hall, or to none."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.trials.people import Sender, staff

from yitang.platform.database.public import row, rows
from yitang.platform.identity.public import start_pairing
from yitang.platform.keys.public import DeviceKey


@pytest.fixture
def chief(city: dict[str, Any]) -> Sender:
    """The head of the city's office."""
    return staff(city, "chief")


def let_in(chief: Sender, window: str) -> Any:
    _, code = start_pairing("screen", DeviceKey().public_spki())
    return chief.form("/chief/devices", {"code": code, "name": "屏", "window": window})


def window(hall_id: UUID, here: bool) -> UUID:
    found = row("SELECT id FROM offices_window WHERE (hall_id = %s) = %s ORDER BY number LIMIT 1", [hall_id, here])
    assert found
    number: UUID = found["id"]
    return number


def test_a_window_of_another_hall_is_refused_as_if_it_were_not_there(city: dict[str, Any], chief: Sender) -> None:
    elsewhere, nowhere = (let_in(chief, str(one)) for one in (window(city["hall"], here=False), uuid4()))
    assert (elsewhere.status_code, nowhere.status_code) == (404, 404)
    for answer in (elsewhere, nowhere):
        assert "没有找到。" in answer.content.decode()
    assert rows("SELECT 1 FROM identity_device") == []


def test_a_window_of_the_own_hall_gets_its_screen_and_none_is_none(city: dict[str, Any], chief: Sender) -> None:
    own = window(city["hall"], here=True)
    assert [let_in(chief, one).status_code for one in (str(own), "")] == [303, 303]
    assert [r["window_id"] for r in rows("SELECT window_id FROM identity_device ORDER BY paired_at")] == [own, None]
    assert {(r["hall_id"], r["office_id"]) for r in rows("SELECT hall_id, office_id FROM identity_device")} == {(city["hall"], city["office"])}
