"""The log under first-come order, computed: by hand for a few, and close to the log for its days."""

from datetime import date
from statistics import fmean

from yitang.config.demo.log import days, visits_of
from yitang.config.demo.offline import Promise, first_come, score, table, waited
from yitang.config.demo.tests.test_log import made
from yitang.engines.waiting.estimate import Range


def test_first_come_by_hand() -> None:
    visits = [
        made(1, 0, 0, 100, "A"),
        made(2, 10, 0, 50, "B", "NE"),
        made(3, 20, 70, 10, "B"),
        made(4, 21, 80, 10, "A", "NE"),
        made(5, 30, 5, 0, ""),  # gives up at 35
        made(6, 31, 200, 10, "A", green=True),
    ]
    found = first_come(visits, {})
    assert found.waits == {1: 0, 2: 0, 3: 40, 4: 49, 6: 49}, "B is free at 60, then at 70 and at 80; class counts nothing; who gave up is gone"
    assert found.mean_wait_s(visits) == fmean([0, 0, 40, 49, 49])
    assert found.measured == {"DRV-RENEW": [10, 10, 100], "VEH-MORTGAGE": [50, 10]}


def test_a_break_begins_after_whom_one_serves_and_ends_by_the_clock() -> None:
    visits = [made(1, 0, 0, 100, "A"), made(2, 90, 1000, 10, "A"), made(3, 95, 1005, 10, "A")]
    found = first_come([one if one.number != 1 else one.__class__(1, 0, "PS", False, False, True, 0, 130, "A", 990) for one in visits])
    assert found.waits == {1: 0, 2: 1030, 3: 1035}


def test_the_days_of_the_log_come_out_within_a_fifth_but_two() -> None:
    outside = set()
    for day in days():
        visits = visits_of(day)
        ratio = first_come(visits).mean_wait_s(visits) / fmean(v.wait_s for v in visits if v.served)
        if not 0.8 <= ratio <= 1.2:
            outside.add((day, round(ratio, 2)))
    assert outside == {(date(1999, 2, 3), 0.79), (date(1999, 2, 12), 0.7)}, "docs/reference/replay.md says why"


def test_promises_are_scored_as_they_were_said() -> None:
    said = [Promise(Range(10, 30), 10), Promise(Range(10, 30), 8), Promise(Range(10, 30), 50), Promise(Range(0, 0), 0), Promise(Range(0, 0, unsure=True), 9)]
    assert score(said).count == 4
    assert (score(said).inside, score(said).shorter, score(said).longer, score(said).error_s) == (0.5, 0.25, 0.25, (10 + 12 + 30 + 0) / 4)
    assert [one.wait_s for one in waited(said)] == [10, 8, 50, 9]


def test_the_table_has_a_line_for_each_day() -> None:
    lines = list(table("1999-02-06", promises=True))
    assert lines[1].startswith("1999-02-06")
    assert "166" in lines[1]
    assert len(lines) == 2
