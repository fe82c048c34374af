"""The real log: read as it is, mapped as the table says."""

from datetime import date
from itertools import pairwise

from yitang.config.demo.log import days, duty, seconds, visits_of


def test_the_log_holds_twenty_eight_days() -> None:
    assert (len(days()), days()[0], days()[-1]) == (28, date(1999, 2, 1), date(1999, 2, 28))


def test_a_day_is_read_in_order_without_line_faults() -> None:
    visits = visits_of(date(1999, 2, 8))
    assert [v.arrived_s for v in visits] == sorted(v.arrived_s for v in visits)
    assert (sum(v.served for v in visits), sum(not v.served for v in visits)) == (1106, 72)
    assert {v.kind for v in visits} == {"PS", "PE", "IN", "NE", "NW", "TT"}
    assert all(v.service_s == 0 and not v.server for v in visits if not v.served)


def test_who_served_was_at_work_in_spells_with_breaks_between() -> None:
    visits = visits_of(date(1999, 2, 8))
    found = duty(visits)
    assert len(found) == 17
    for visit in visits:
        if visit.server:
            begin = visit.arrived_s + visit.wait_s
            assert any(first <= begin and begin + visit.service_s <= last for first, last in found[visit.server])
    for spells in found.values():
        assert all(following[0] - one[1] > 15 for one, following in pairwise(spells))


def test_times_of_the_log() -> None:
    assert seconds("7:02:47") == 25367
