"""Vehicles by themselves: found by exact numbers, facts with their three times, one plate one holder, races."""

import threading
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from yitang.kernel.plate_number import PlateNumberInvalid
from yitang.kernel.viewer import Viewer
from yitang.kernel.vin import VinInvalid
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import Meeting
from yitang.platform.identity.public import PostMayNot
from yitang.platform.policy.public import load_defaults
from yitang.registers.people.public import ReasonNeeded, TooManyMisses
from yitang.registers.vehicles.domain import key_of
from yitang.registers.vehicles.public import (
    MortgageEnded,
    NoSuchVehicle,
    SeveralVehicles,
    enter_mortgage,
    entry_is_current,
    facts_over_time,
    find_vehicle,
    lock_vehicle,
    record_vehicle_fact,
    register_vehicle,
    reissue_vehicle_licence,
    release_mortgage,
    release_stands,
    vehicle,
    vehicle_licence_is_current,
)

SYSTEM = Viewer.system()
CLERK = Viewer(uuid4(), uuid4(), "clerk", uuid4(), uuid4(), uuid4(), level="two_factor")
ON = date(2026, 11, 24)


def a_vehicle(vin: str = "000YT000100000001", plate: tuple[str, str] = ("small", "青Z00001"), **facts: Any) -> UUID:
    known = {"make": {"name": "演示牌"}, "owners": {"owners": [str(uuid4())]}, "registration": {"office": "X"}, **facts}
    with act(SYSTEM, "test.register") as this:
        return register_vehicle(this, vin, plate, known, date(2025, 1, 1))


@pytest.fixture
def policy(db: None) -> None:
    load_defaults()


def test_what_was_typed_is_a_vin_or_a_plate() -> None:
    assert key_of("青z·00001") == ("plate", "青Z00001")
    assert key_of("青 Z · 0 0 0 0 1") == ("plate", "青Z00001"), "read aloud sign by sign"
    assert key_of(" 000yt000100000001 ") == ("vin", "000YT000100000001")
    with pytest.raises(PlateNumberInvalid):
        key_of("")
    with pytest.raises(VinInvalid):
        key_of("000YT00010000000")


def test_it_is_found_by_plate_and_by_vin_and_the_look_is_recorded(policy: None) -> None:
    known = a_vehicle()
    assert find_vehicle(CLERK, "青Z00001", "办理 A001").id == find_vehicle(CLERK, "000YT000100000001", "办理 A001").id == known
    assert len(rows("SELECT 1 FROM audit_row WHERE act = 'look' AND thing_id = %s", [str(known)])) == 2


def test_a_search_needs_a_post_and_a_purpose_and_stops_after_many_misses(policy: None) -> None:
    a_vehicle()
    with pytest.raises(ReasonNeeded):
        find_vehicle(CLERK, "青Z00001", " ")
    with pytest.raises(PostMayNot):
        find_vehicle(Viewer(uuid4(), uuid4(), "chief", uuid4(), level="two_factor"), "青Z00001", "x")
    for _ in range(20):
        with pytest.raises(NoSuchVehicle):
            find_vehicle(CLERK, "青Z99999", "办理 A001")
    with pytest.raises(TooManyMisses):
        find_vehicle(CLERK, "青Z00001", "办理 A001")


def test_one_number_on_plates_of_two_kinds_asks_for_the_vin(policy: None) -> None:
    a_vehicle()
    a_vehicle("000YT000200000002", ("motorcycle", "青Z00001"))
    with pytest.raises(SeveralVehicles):
        find_vehicle(CLERK, "青Z00001", "办理 A001")
    with pytest.raises(Exception, match="plate_has_one_holder"):
        a_vehicle("000YT000300000003", ("small", "青Z00001"))


def test_a_new_fact_closes_the_former_and_changes_nothing(policy: None) -> None:
    known = a_vehicle(status={"statuses": []})
    with act(SYSTEM, "test.seal") as this:
        record_vehicle_fact(this, known, "status", {"statuses": ["sealed"]}, ON)
    assert vehicle(known).statuses == {"sealed"}
    assert [(f["true_from"], f["true_to"]) for f in facts_over_time(known, "status")] == [(ON, None), (date(2025, 1, 1), ON)]


def test_what_does_not_exist_is_refused(policy: None) -> None:
    for ask in (vehicle, lock_vehicle):
        with pytest.raises(NoSuchVehicle):
            ask(uuid4())
    assert entry_is_current("M-nothing") is None


def enter(known: UUID, n: int, said: list[str]) -> None:
    try:
        with act(SYSTEM, "test.enter") as this:
            enter_mortgage(this, known, uuid4(), f"HT-{n}", f"M-{n}", ON)
        said.append("entered")
    except Exception as fault:  # noqa: BLE001 - the race says what it was
        said.append(type(fault).__name__)
    finally:
        connection.close()


def release(known: UUID, n: int, said: list[str]) -> None:
    try:
        with act(SYSTEM, "test.release") as this:
            release_mortgage(this, known, "M-0", f"R-{n}", ON)
        said.append("released")
    except Exception as fault:  # noqa: BLE001 - the race says what it was
        said.append(type(fault).__name__)
    finally:
        connection.close()


def at_once(known: UUID, count: int = 6, what: Any = enter) -> list[str]:
    said: list[str] = []
    threads = [threading.Thread(target=what, args=(known, n, said)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def test_entries_at_once_all_stand_and_none_is_lost(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    load_defaults()
    known = a_vehicle()
    with monkeypatch.context() as off:
        # The race, with the guard taken away: acts read the same list, and all but one stumble over the constraint.
        off.setattr("yitang.registers.vehicles.operations.lock_vehicle", lambda _: None)
        off.setattr("yitang.registers.vehicles.operations.vehicle", Meeting(6).after(vehicle))
        assert at_once(known).count("VehicleChangedMeanwhile") >= 1
    before = len(vehicle(known).mortgages)
    execute("DELETE FROM vehicles_mortgage_entry")
    assert at_once(known) == ["entered"] * 6
    assert len(vehicle(known).mortgages) == before + 6
    assert row("SELECT count(*) AS n FROM vehicles_fact WHERE kind = 'mortgages' AND true_to IS NULL") == {"n": 1}


def test_a_release_ends_its_own_entry_and_no_other(policy: None) -> None:
    known = a_vehicle()
    for n in (1, 2):
        with act(SYSTEM, "test.enter") as this:
            enter_mortgage(this, known, uuid4(), f"HT-{n}", f"M-{n}", ON)
    with act(SYSTEM, "test.release") as this:
        release_mortgage(this, known, "M-1", "R-1", ON)
    assert [m.serial for m in vehicle(known).mortgages] == ["M-2"]
    assert (entry_is_current("M-1"), entry_is_current("M-2"), release_stands("R-1")) == (False, True, True)
    assert release_stands("M-2") is release_stands("R-9") is None
    with pytest.raises(MortgageEnded), act(SYSTEM, "test.release") as this:
        release_mortgage(this, known, "M-1", "R-2", ON)
    assert release_stands("R-2") is None


def test_a_mortgage_is_released_once_however_many_try(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    load_defaults()
    known = a_vehicle()
    enter(known, 0, [])
    with monkeypatch.context() as off:
        # The race, with the guard taken away: all read that the entry stands; what then refuses all but one is the constraint.
        off.setattr("yitang.registers.vehicles.operations.lock_vehicle", lambda _: None)
        off.setattr("yitang.registers.vehicles.operations.vehicle", Meeting(4).after(vehicle))
        assert at_once(known, 4, release) == ["MortgageEnded"] * 3 + ["released"]
    execute("DELETE FROM vehicles_mortgage_entry")
    with act(SYSTEM, "test.enter") as this:
        enter_mortgage(this, known, uuid4(), "HT-0", "M-0", ON)
    assert at_once(known, 4, release) == ["MortgageEnded"] * 3 + ["released"]
    assert vehicle(known).mortgages == ()
    assert row("SELECT count(*) AS n FROM vehicles_mortgage_entry WHERE releases = 'M-0'") == {"n": 1}


def test_a_vehicle_licence_is_void_from_the_day_of_the_new_one(policy: None) -> None:
    known = a_vehicle(licence={"serial": "X-1"})
    assert (vehicle(known).licence, vehicle_licence_is_current("X-1"), vehicle_licence_is_current("X-9")) == ("X-1", True, None)
    with act(SYSTEM, "test.reissue") as this:
        reissue_vehicle_licence(this, known, "X-2", "lost", ON)
    assert (vehicle(known).licence, vehicle_licence_is_current("X-1"), vehicle_licence_is_current("X-2")) == ("X-2", False, True)
    assert [(f["value"]["serial"], f["true_to"]) for f in facts_over_time(known, "licence")] == [("X-2", None), ("X-1", ON)]
