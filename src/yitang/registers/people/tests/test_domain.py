"""Numbers as they are typed, and what is said of a person."""

from datetime import date, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from yitang.kernel.citizen_id import CitizenIdInvalid, check_digit
from yitang.kernel.credit_code import CreditCodeInvalid
from yitang.registers.people.domain import BUSINESS_CODES, PersonRow, kind_and_number
from yitang.registers.people.tests.factories import number

DAYS = st.dates(date(1900, 1, 1), date(2025, 12, 31))


@given(DAYS, st.integers(0, 999), st.booleans(), st.booleans())
def test_a_number_is_one_number_however_it_is_typed(born: date, n: int, wide: bool, spaced: bool) -> None:
    plain = number(n, f"{born:%Y%m%d}")
    typed = plain.lower()
    if wide:
        typed = "".join(chr(ord(sign) + 0xFEE0) for sign in typed)
    if spaced:
        typed = f" {typed[:6]} {typed[6:14]}\u3000{typed[14:]} "
    assert kind_and_number(typed) == ("id18", plain)


@given(DAYS, st.integers(0, 16), st.integers(1, 9))
def test_one_digit_mistyped_is_found(born: date, at: int, by: int) -> None:
    right = number(7, f"{born:%Y%m%d}")
    wrong = right[:at] + str((int(right[at]) + by) % 10) + right[at + 1 :]
    try:
        # A wrong first digit may make it look like the code of a business, which has a check of its own.
        assert kind_and_number(wrong)[0] == "credit_code"
        assert wrong[:2] in BUSINESS_CODES
    except (CitizenIdInvalid, CreditCodeInvalid):
        pass


@given(st.text(max_size=40))
def test_what_is_no_number_is_a_named_refusal(text: str) -> None:
    refused, kind = False, ""
    try:
        kind, _ = kind_and_number(text)
    except (CitizenIdInvalid, CreditCodeInvalid):
        refused = True
    assert refused != (kind in {"id18", "id15", "credit_code"})


def test_first_generation_numbers_are_of_the_past() -> None:
    assert kind_and_number("990000800203001") == ("id15", "990000800203001")
    body = "99000019800203001"
    assert kind_and_number(body + check_digit(body))[0] == "id18"


def birthday(born: date, year: int) -> date:
    """In a common year, who was born on a leap day is a year older in March."""
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


@given(DAYS, st.integers(0, 40_000))
def test_age_is_whole_years(born: date, days: int) -> None:
    row = PersonRow(uuid4(), "natural", "", "id18", "", born, "")
    on = born + timedelta(days=days)
    age = row.age_on(on)
    assert age is not None
    assert birthday(born, born.year + age) <= on < birthday(born, born.year + age + 1), "the last birthday has been, the next has not"
    assert PersonRow(uuid4(), "organisation", "", "credit_code", "", None, "").age_on(on) is None
