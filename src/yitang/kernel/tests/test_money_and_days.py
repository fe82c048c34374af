"""Money in fen and deadlines in working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yitang.kernel import money, workdays

HOLIDAYS = {date(2026, 10, n) for n in range(1, 8)}


def works(on: date) -> bool:
    return on.isoweekday() <= 5 and on not in HOLIDAYS


@pytest.mark.parametrize(("text", "fen"), [("10", 1000), ("10.5", 1050), ("10.50", 1050), (" ０．０１ ", 1), ("9999999.99", 999999999), ("0", 0)])
def test_amounts_as_typed(text: str, fen: int) -> None:
    assert money.fen_of(text) == fen


@pytest.mark.parametrize("text", ["", "-1", "1.234", "1,5", "1e3", "十元", "12345678", "1.", ".5", "NaN", "'; --"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(money.AmountInvalid):
        money.fen_of(text)


@given(st.integers(0, 999_999_999))
def test_what_is_shown_reads_back(fen: int) -> None:
    assert money.fen_of(money.yuan(fen)) == fen


def test_a_debt_is_shown_with_its_sign() -> None:
    assert money.yuan(-1050) == "-10.50"


WORDS = [
    (0, "零元整"), (5, "伍分"), (50, "伍角整"), (1000, "壹拾元整"), (1050, "壹拾元伍角整"), (1005, "壹拾元零伍分"), (32504, "叁佰贰拾伍元零肆分"),
    (168032, "壹仟陆佰捌拾元叁角贰分"), (1640902, "壹万陆仟肆佰零玖元零贰分"), (10700053, "壹拾万柒仟元伍角叁分"), (100000000, "壹佰万元整"),
    (100000100, "壹佰万零壹元整"), (12345678905, "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零伍分"), (10000000100, "壹亿零壹元整"),
]  # fmt: skip


@pytest.mark.parametrize(("fen", "words"), WORDS)
def test_an_amount_in_financial_numerals(fen: int, words: str) -> None:
    assert money.in_words(fen) == words


@given(st.integers(0, money.MOST_WORDS_FEN - 1), st.integers(0, money.MOST_WORDS_FEN - 1))
def test_two_amounts_are_never_the_same_words(one: int, other: int) -> None:
    assert (money.in_words(one) == money.in_words(other)) == (one == other)
    assert "零零" not in money.in_words(one)


@pytest.mark.parametrize("fen", [-1, money.MOST_WORDS_FEN])
def test_what_has_no_words_is_refused(fen: int) -> None:
    with pytest.raises(money.AmountInvalid):
        money.in_words(fen)


def test_the_period_begins_on_the_next_day_and_skips_holidays() -> None:
    assert workdays.workdays_after(date(2026, 9, 30), 1, works) == date(2026, 10, 8)
    assert workdays.workdays_after(date(2026, 11, 27), 3, works) == date(2026, 12, 2)
    assert workdays.workdays_after(date(2026, 11, 27), 0, works) == date(2026, 11, 27)


@given(st.dates(date(2025, 1, 1), date(2027, 1, 1)), st.integers(1, 60))
def test_counting_back_gives_the_days_again(start: date, count: int) -> None:
    end = workdays.workdays_after(start, count, works)
    assert works(end)
    assert workdays.workdays_between(start, end, works) == count
    assert workdays.workdays_between(end, start, works) == -count
    assert end - start <= timedelta(days=2 * count + 20)


def test_a_calendar_that_never_works_is_said() -> None:
    with pytest.raises(ValueError, match="3"):
        workdays.workdays_after(date(2026, 1, 1), 3, lambda _: False)
