"""更正: a wrong entry is corrected by another person than who made it; what was wrong stays readable, and what carried it is to be replaced."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError

from yitang.config.demo.vehicles import cars
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity.public import NotYours, PostMayNot
from yitang.processes.cases import correcting
from yitang.processes.cases.businesses.findings import Basis
from yitang.processes.cases.public import (
    CorrectionDecided,
    CorrectionNeeded,
    CorrectionOpen,
    EntryChanged,
    NothingToCorrect,
    OutcomeNeeded,
    OwnEntry,
    OwnMatter,
    PartySeen,
    RegisteredElsewhere,
    VehicleLicenceSeen,
    ask_correction,
    corrections,
    decide_correction,
    faults_counted,
)
from yitang.processes.cases.tests.factories import at_desk, issued, staff
from yitang.processes.cases.tests.orders import stands_in_its_order
from yitang.processes.payments.tests.test_codes import on_owner
from yitang.processes.queue.tests.test_queue import clerk
from yitang.registers.vehicles.public import facts_over_time, record_vehicle_fact, vehicle

WHY = "车主发现厂牌型号录错了"
RIGHT = "演示牌 YT-7200"


@pytest.fixture
def office(city: dict[str, Any]) -> dict[str, Any]:
    """A licence was issued for the car whose make was then entered anew by clerk c05, wrongly."""
    car, li = cars()["mortgage"], clerk(city, 5)
    desk = at_desk(city, "VEH-LIC-DUP")
    case = issued(desk, "VEH-LIC-DUP", car.plate, VehicleLicenceSeen((PartySeen(city["cast"]["renew"].number),)))
    with act(li, "test.enter") as this:
        record_vehicle_fact(this, case.subject_id, "make", {"name": "演示牌 YT-7100"}, date(2026, 11, 20))
    return {**city, "clerk": desk["clerk"], "maker": li, "plate": car.plate, "car": case.subject_id, "r01": staff(city, "r01", "reviewer"),
            "chief": staff(city, "chief", "chief")}  # fmt: skip


def asked(office: dict[str, Any], after: str = RIGHT) -> UUID:
    return ask_correction(office["clerk"], office["plate"], "make", after, WHY)


def kept() -> tuple[Any, ...]:
    return tuple(rows(f"SELECT * FROM {table} ORDER BY id") for table in ("cases_correction", "vehicles_fact", "notices_notice"))


def test_five_working_days_stand_in_the_order() -> None:
    assert stands_in_its_order(Basis("R164 Art.53", "车辆管理所应当自受理之日起五日内予以确认"))
    assert stands_in_its_order(Basis("R164 Art.53", "确属登记错误的，在机动车登记证书上更正相关内容，换发行驶证"))


def test_asked_shown_before_and_after_and_corrected_by_another_nothing_overwritten(office: dict[str, Any]) -> None:
    correction = asked(office)
    (one,) = corrections(office["chief"])
    assert (one.field[0], one.before, one.after, one.due_on, one.made_by_account, one.mine) == (
        "厂牌型号", "演示牌 YT-7100", RIGHT, date(2026, 12, 1), office["maker"].account_id, True
    )  # fmt: skip
    assert [c.mine for c in corrections(office["clerk"])] == [False], "a clerk asks and does not decide"
    decide_correction(office["chief"], correction, True, "合格证上是 7200")
    assert vehicle(office["car"]).make == RIGHT
    right, wrong, *_ = facts_over_time(office["car"], "make")
    assert (right["value"]["name"], wrong["value"]["name"]) == (RIGHT, "演示牌 YT-7100")
    assert (right["true_from"], wrong["true_from"], wrong["true_to"]) == (date(2026, 11, 20), date(2026, 11, 20), None)
    assert wrong["superseded_at"] == right["known_at"]
    (one,) = corrections(office["r01"])
    assert (one.outcome, one.to_replace, one.licence) == ("corrected", True, vehicle(office["car"]).licence)
    assert faults_counted(office["clerk"]) == [(office["maker"].account_id, 1)], "counted for who made it, open to the whole office"
    assert rows("SELECT template FROM notices_notice WHERE template = 'correction_decided'") == [{"template": "correction_decided"}]
    again = at_desk(office, "VEH-LIC-DUP", 6)
    seen = VehicleLicenceSeen((PartySeen(office["cast"]["renew"].number),), damaged=True, old_here=True)
    issued(again, "VEH-LIC-DUP", office["plate"], seen)
    assert [c.to_replace for c in corrections(office["r01"])] == [False], "the licence was exchanged"


def test_refused_the_register_stays(office: dict[str, Any]) -> None:
    before = vehicle(office["car"])
    decide_correction(office["r01"], asked(office), False, "合格证上就是 7100")
    assert vehicle(office["car"]) == before
    assert faults_counted(office["chief"]) == []
    assert asked(office), "it may be asked anew"


def test_what_is_asked_and_who_may(office: dict[str, Any]) -> None:
    li, plate = office["clerk"], office["plate"]
    was = kept()
    for kind, after, why in (("", RIGHT, WHY), ("colour", RIGHT, WHY), ("make", "", WHY), ("make", RIGHT, ""), ("scrap", "下个月", WHY)):
        with pytest.raises(CorrectionNeeded):
            ask_correction(li, plate, kind, after, why)
    with pytest.raises(NothingToCorrect):
        ask_correction(li, plate, "make", "演示牌 YT-7100", WHY)
    owner = Viewer(li.account_id, vehicle(office["car"]).owners[0], "clerk", office["office"], office["hall"], level="two_factor")
    with pytest.raises(OwnMatter):
        ask_correction(owner, plate, "make", RIGHT, WHY)
    with pytest.raises(PostMayNot):
        ask_correction(office["chief"], plate, "make", RIGHT, WHY)
    assert kept() == was
    correction = asked(office)
    with pytest.raises(CorrectionOpen):
        asked(office, "演示牌 YT-7300")
    was = kept()
    far = Viewer(office["chief"].account_id, office["chief"].person_id, "chief", office["hall"], office["hall"], level="two_factor")
    maker = Viewer(office["maker"].account_id, office["maker"].person_id, "reviewer", office["office"], office["hall"], level="two_factor")
    asker = Viewer(li.account_id, li.person_id, "reviewer", office["office"], office["hall"], level="two_factor")
    refusals: tuple[tuple[Viewer, type[Exception]], ...] = ((li, PostMayNot), (far, NotYours), (maker, OwnEntry), (asker, OwnEntry))
    for viewer, refused in refusals:
        with pytest.raises(refused):
            decide_correction(viewer, correction, True, "合格证上是 7200")
    with pytest.raises(OutcomeNeeded):
        decide_correction(office["chief"], correction, True, " ")
    for who in ("person_id", "made_by_person"):
        with pytest.raises(IntegrityError, match="does_not_decide"):
            execute(f"UPDATE cases_correction SET ended_at = now(), outcome = 'corrected', decided_person = {who}")
    assert kept() == was
    decide_correction(office["chief"], correction, True, "合格证上是 7200")
    with pytest.raises(CorrectionDecided):
        decide_correction(office["r01"], correction, False, "不对")


def test_a_vehicle_of_another_city_is_not_corrected_here(office: dict[str, Any]) -> None:
    with act(Viewer.system(), "test.move") as this:
        record_vehicle_fact(this, office["car"], "registration", {"office": "elsewhere"}, clock.today())
    with pytest.raises(RegisteredElsewhere):
        asked(office)


def test_an_entry_that_changed_meanwhile_is_not_corrected_as_asked(office: dict[str, Any]) -> None:
    correction = asked(office)
    with act(Viewer.system(), "test.change") as this:
        record_vehicle_fact(this, office["car"], "make", {"name": "演示牌 YT-9000"}, clock.today())
    with pytest.raises(EntryChanged):
        decide_correction(office["chief"], correction, True, "合格证上是 7200")
    assert vehicle(office["car"]).make == "演示牌 YT-9000"
    assert row("SELECT outcome FROM cases_correction") == {"outcome": ""}
    decide_correction(office["chief"], correction, False, "登记已变，请重新申请")


@pytest.mark.parametrize("guard", ["off", "statement", "both"])
def test_two_who_decide_at_once_decide_once_and_without_the_guard_twice(office: dict[str, Any], monkeypatch: pytest.MonkeyPatch, guard: str) -> None:
    """The guards are the row's lock and, in the statement, that it is not decided. Both taken away, both win."""
    correction, open_only = asked(office), " AND ended_at IS NULL"

    def unlocked(correction_id: UUID) -> dict[str, Any]:
        found = row("SELECT * FROM cases_correction WHERE id = %s", [correction_id])
        assert found
        return found

    if guard != "both":
        monkeypatch.setattr(correcting, "_locked", Meeting(2).after(unlocked))
    if guard == "off":
        monkeypatch.setattr(correcting, "execute", lambda sql, values: execute(sql.replace(open_only, ""), values))
    do: list[Callable[[], None]] = [
        lambda: decide_correction(office["chief"], correction, True, "合格证上是 7200"),
        lambda: decide_correction(office["r01"], correction, False, "合格证上就是 7100"),
    ]
    outcome = together(2, lambda n: do[n]())
    if guard == "off":
        assert outcome == [None, None], "without the guards it is corrected and refused"
        on_owner("DELETE FROM cases_correction")
        return
    assert sorted(map(str, outcome)) == ["None", "correction_decided"]
    assert vehicle(office["car"]).make == (RIGHT if outcome[0] is None else "演示牌 YT-7100")
