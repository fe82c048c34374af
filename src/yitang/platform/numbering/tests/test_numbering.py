"""Numbers follow one another without twin and without gap, whoever draws and whatever is undone."""

import time
from datetime import UTC, datetime

import pytest
from django.db import connections

from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import row, set_clock
from yitang.platform.database.tests.races import together
from yitang.platform.numbering import operations
from yitang.platform.numbering.operations import DRAW
from yitang.platform.numbering.public import Drawn, continue_after, draw

WHO = Viewer.system()


class Undone(Refusal):
    """What undoes the act of a test."""

    code = "undone"
    zh = "撤销"
    en = "undone"


def drawn(series: str = "case", every: str = "day", undo: bool = False) -> Drawn:
    with act(WHO, "test.draw") as this:
        found = draw(this, series, every)  # type: ignore[arg-type]
        if undo:
            raise Undone
    return found


def test_each_series_and_period_counts_for_itself(db: None) -> None:
    set_clock(datetime(2026, 12, 31, 15, 59, tzinfo=UTC), 1.0)
    assert [drawn() for _ in range(2)] == [Drawn("261231", 1), Drawn("261231", 2)]
    assert drawn("file", "year") == Drawn("2026", 1)
    set_clock(datetime(2026, 12, 31, 16, 1, tzinfo=UTC), 1.0)
    assert (drawn(), drawn("file", "year")) == (Drawn("270101", 1), Drawn("2027", 1)), "midnight is the office's, not the server's"


def test_a_number_of_an_act_that_is_undone_is_given_again(db: None) -> None:
    first = drawn()
    with pytest.raises(Undone):
        drawn(undo=True)
    assert drawn().number == first.number + 1


def test_a_series_goes_on_after_the_numbers_that_its_room_gave_before_and_never_back(db: None) -> None:
    period = drawn("receipt:x", "year").period
    with connections["default"].cursor() as cursor:
        continue_after(cursor, "receipt:x", period, 41)
        continue_after(cursor, "receipt:x", period, 7)
        continue_after(cursor, "receipt:y", period, 7)
    assert (drawn("receipt:x", "year").number, drawn("receipt:y", "year").number) == (42, 8)


UNGUARDED = """
WITH seen AS (SELECT coalesce(max(last), 0) + 1 AS last FROM numbering_series WHERE series = %s AND period = %s), slept AS (SELECT pg_sleep(0.2))
SELECT seen.last FROM seen, slept
"""
REMEMBER = "INSERT INTO numbering_series AS s (series, period, last) VALUES (%s, %s, %s) ON CONFLICT (series, period) DO UPDATE SET last = EXCLUDED.last"


def test_who_draws_at_once_gets_a_number_of_his_own_and_without_the_guard_does_not(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard is the one statement that counts and locks at once. Taken apart into a look and a write, several draw the same number."""

    def look_then_write(sql: str, values: list[str]) -> dict[str, int] | None:
        found = row(UNGUARDED, values)
        assert found is not None
        row(REMEMBER, [*values, found["last"]])
        return found

    monkeypatch.setattr(operations, "row", look_then_write)
    numbers = [one.number for one in together(4, lambda _: drawn())]
    assert len(set(numbers)) < 4, "without the guard two get the same number"
    monkeypatch.undo()
    assert operations.DRAW is DRAW
    before = drawn().number

    def slowly(n: int) -> int:
        with act(WHO, "test.draw") as this:
            found = draw(this, "case", "day").number
            time.sleep(0.02)
            if n % 4 == 3:
                raise Undone
        return found

    outcome = together(12, slowly)
    assert outcome.count("undone") == 3
    given = sorted(one for one in outcome if one != "undone")
    assert given == list(range(before + 1, before + 10)), "one after another, and no gap where an act was undone"
