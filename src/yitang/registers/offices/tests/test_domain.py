"""Hours and letters."""

from datetime import date, time

import pytest

from yitang.registers.offices.domain import Letters, letters, opening_of

HOURS = {n: (time(8, 30), time(17, 0)) for n in range(1, 6)}


def test_a_weekday_has_its_hours_and_a_sunday_is_closed() -> None:
    assert opening_of(date(2026, 11, 24), HOURS, None).open_at(time(8, 30))
    assert not opening_of(date(2026, 11, 24), HOURS, None).open_at(time(17, 0))
    assert not opening_of(date(2026, 11, 29), HOURS, None).works


def test_a_holiday_closes_and_says_which() -> None:
    closed = opening_of(date(2026, 10, 1), HOURS, (False, "国庆节", "National Day"))
    assert (closed.works, closed.reason_zh) == (False, "国庆节放假")


def test_a_working_saturday_keeps_the_hours_of_a_monday() -> None:
    assert opening_of(date(2026, 10, 10), HOURS, (True, "调休上班", "Working Saturday")).open_at(time(9))
    assert not opening_of(date(2026, 10, 10), {}, (True, "调休上班", "Working Saturday")).works


@pytest.mark.parametrize(("inch", "metres", "number", "text", "rows"), [(65, 8, 183, 75, 3), (55, 6, 162, 66, 4), (75, 6, 119, 49, 5), (43, 10, 345, 141, 1)])
def test_letters_fit_the_farthest_seat(inch: int, metres: float, number: int, text: int, rows: int) -> None:
    found = letters(inch, metres)
    assert abs(found.number_px - number) <= 1
    assert abs(found.text_px - text) <= 1
    assert found.rows == rows
    assert isinstance(found, Letters)
