"""Licences and their facts by themselves: written in an act, closed and never rewritten, one current fact of a kind."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connections

from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import row, rows
from yitang.platform.database.tests.races import Meeting, together, until_others_wait
from yitang.registers.drivers.public import (
    LicenceChangedMeanwhile,
    NoLicence,
    history,
    licence_of,
    record_fact,
    register_licence,
    renew,
    serial_is_current,
)

SINCE = date(2016, 11, 24)
FIRST: dict[str, dict[str, Any]] = {
    "classes": {"classes": ["C1"]}, "term": {"from": "2016-11-24", "until": "2022-11-24", "years": 6, "office": "演示所"},
    "document": {"serial": "D-1"}, "status": {"statuses": ["normal"]},
}  # fmt: skip


@pytest.fixture
def kept(committed_db: None) -> tuple[UUID, UUID]:
    """A person and the licence."""
    person_id = uuid4()
    with act(Viewer.system(), "test.register") as this:
        found = register_licence(this, person_id, "990000000001", FIRST, SINCE)
    return person_id, found


def test_a_licence_as_it_stands_and_nobodys(kept: tuple[UUID, UUID]) -> None:
    found = licence_of(kept[0])
    assert (found.id, found.classes, found.term_years, found.document_serial) == (kept[1], ("C1",), 6, "D-1")
    with pytest.raises(NoLicence):
        licence_of(uuid4())
    assert history(uuid4()) == []


def test_a_person_has_one_licence_and_an_archive_number_one_holder(kept: tuple[UUID, UUID]) -> None:
    for person_id, number in ((kept[0], "990000000002"), (uuid4(), "990000000001")):
        with pytest.raises(IntegrityError), act(Viewer.system(), "test.register") as this:
            register_licence(this, person_id, number, FIRST, SINCE)
    assert row("SELECT count(*) AS n FROM drivers_licence") == {"n": 1}
    assert row("SELECT count(*) AS n FROM drivers_fact") == {"n": len(FIRST)}


def test_a_renewal_closes_the_old_and_writes_the_new(kept: tuple[UUID, UUID]) -> None:
    on = date(2022, 11, 1)
    with act(Viewer.system(), "test.renew") as this:
        renew(this, kept[1], "D-2", 10, date(2022, 11, 24), date(2032, 11, 24), "演示所", on)
    found = licence_of(kept[0])
    assert (found.term_years, found.valid_until, found.document_serial) == (10, date(2032, 11, 24), "D-2")
    assert [(f.value["years"], f.true_from, f.true_to) for f in history(kept[1]) if f.kind == "term"] == [(10, on, None), (6, SINCE, on)]
    assert (serial_is_current("D-2"), serial_is_current("D-1"), serial_is_current("D-9")) == (True, False, None)
    with act(Viewer.system(), "test.renew") as this:
        renew(this, kept[1], "D-3", 0, date(2032, 11, 24), None, "演示所", date(2032, 11, 1))
    assert licence_of(kept[0]).valid_until is None


def test_a_refused_act_leaves_the_register_as_it_was(kept: tuple[UUID, UUID]) -> None:
    class No(Refusal):
        pass

    with pytest.raises(No), act(Viewer.system(), "test.renew") as this:
        renew(this, kept[1], "D-2", 10, date(2022, 11, 24), None, "演示所", date(2022, 11, 1))
        raise No
    assert licence_of(kept[0]).document_serial == "D-1"
    assert len(history(kept[1])) == len(FIRST)


@pytest.mark.parametrize("seed", range(5))
def test_facts_of_a_kind_follow_each_other_without_gap_whatever_is_written(kept: tuple[UUID, UUID], seed: int) -> None:
    chance, on = random.Random(seed), SINCE
    for n in range(12):
        on += timedelta(days=chance.randint(0, 900))
        with act(Viewer.system(), "test.fact") as this:
            record_fact(this, kept[1], chance.choice(["status", "open", "medical"]), {"n": n}, on)
    for kind in ("status", "open", "medical"):
        found = rows("SELECT true_from, true_to FROM drivers_fact WHERE licence_id = %s AND kind = %s ORDER BY known_at, true_from", [kept[1], kind])
        assert [one["true_to"] for one in found].count(None) <= 1
        assert all(one["true_to"] == following["true_from"] for one, following in pairwise(found))


def owner(sql: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)


GUARD = "CREATE UNIQUE INDEX one_current_fact_of_a_licence ON drivers_fact (licence_id, kind) WHERE true_to IS NULL AND superseded_at IS NULL"


def test_two_acts_at_once_write_one_fact_and_without_the_guard_more(kept: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    def write(n: int) -> str:
        with act(Viewer.system(), "test.fact") as this:
            record_fact(this, kept[1], "medical", {"n": n}, date(2026, 1, 1))
            between[-1]()
        return "written"

    between: list[Callable[[], None]] = [Meeting(3).wait]

    current = "SELECT count(*) AS n FROM drivers_fact WHERE kind = 'medical' AND true_to IS NULL"
    with monkeypatch.context() as unlocked:
        unlocked.setattr("yitang.registers.drivers.operations.lock_licence", lambda _: None)
        owner("DROP INDEX one_current_fact_of_a_licence")
        try:
            together(3, write)
            assert row(current) == {"n": 3}, "without lock and index three are current"
        finally:
            owner("DELETE FROM drivers_fact WHERE kind = 'medical'")
            owner(GUARD)
        between.append(lambda: until_others_wait(2))
        assert sorted(together(3, write)) == [LicenceChangedMeanwhile.code] * 2 + ["written"], "the index alone lets one through"
        assert row(current) == {"n": 1}
    between.append(lambda: None)
    assert together(3, write) == ["written"] * 3, "with the lock each waits for the one before"
    assert row(current) == {"n": 1}
