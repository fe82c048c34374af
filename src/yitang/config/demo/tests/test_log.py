"""The real log: read as it is, mapped as the table says."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

from yitang.config.demo.log import LoggedVisit, _seen_away, days, duty, seconds, visits_of


def test_the_log_holds_twenty_eight_days() -> None:
    assert (len(days()), days()[0], days()[-1]) == (28, date(1999, 2, 1), date(1999, 2, 28))


def test_a_day_is_read_in_order_without_line_faults() -> None:
    visits = visits_of(date(1999, 2, 8))
    assert [v.arrived_s for v in visits] == sorted(v.arrived_s for v in visits)
    assert (sum(v.served for v in visits), sum(not v.served for v in visits)) == (1106, 72)
    assert {v.kind for v in visits} == {"PS", "PE", "IN", "NE", "NW", "TT"}
    assert all(v.service_s == 0 and not v.server for v in visits if not v.served)


def made(number: int, arrived: int, wait: int, service: int, server: str, kind: str = "PS", green: bool = False) -> LoggedVisit:
    return LoggedVisit(number, arrived, kind, green, False, bool(server), wait, service, server)


def test_who_was_not_free_while_somebody_waited_worked_after_the_call_or_had_a_break() -> None:
    visits = [
        made(1, 0, 0, 100, "A"),
        made(2, 90, 40, 100, "A"),  # waited until 130: A was free only then, 30 s after his first call
        made(3, 300, 0, 10, "A"),  # nobody had waited: whatever A did since 230 cannot be seen
        made(4, 305, 605, 50, "A"),  # waited until 910: 600 s are still work after the call
        made(5, 970, 591, 10, "A"),  # waited until 1561, 601 s after the last one ended: a break
        made(6, 2000, 30, 10, ""),  # a server without a name took it at 2030
        made(7, 2040, 0, 10, "A"),  # until 2030 somebody waited and A did not come
        made(8, 2100, 200, 10, "B", "NE"),  # A never takes this business, so its wait says nothing of him
        made(9, 2400, 0, 10, "A"),
    ]
    assert _seen_away(visits) == {1: 30, 2: 0, 3: 600, 4: 601, 5: 459, 7: 0}
    known = [replace(v, away_s=_seen_away(visits).get(v.number, 0)) for v in visits]
    assert [v.takes_s for v in known] == [130, 100, 610, 50, 469, 10, 10, 10, 10]
    assert duty(known) == {"A": [(0, 960), (1561, 2410)], "B": [(2300, 2310)]}


def test_a_day_of_the_log_has_its_people_on_duty() -> None:
    visits = visits_of(date(1999, 2, 8))
    found = duty(visits)
    assert len(found) == 17
    for visit in visits:
        if visit.server:
            assert any(first <= visit.begin_s and visit.end_s <= last for first, last in found[visit.server])
    for stretches in found.values():
        assert all(following[0] - one[1] > 600 for one, following in pairwise(stretches))


def test_times_of_the_log() -> None:
    assert seconds("7:02:47") == 25367
