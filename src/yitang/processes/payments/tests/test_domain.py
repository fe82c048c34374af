"""Money that comes in is never lost, and a message cannot be read in two ways."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from yitang.processes.payments.domain import REFUNDS, SETTLED, STATE_WORDS, TILLS, WAIVERS, WORDS, Callback, Line, becomes, compare, pause_s, waived_of

SAID = Callback("sandbox", "m", UUID(int=1), "t", 1, "CNY", datetime(2026, 11, 24, tzinfo=UTC))


@given(st.integers(0, 10**6), st.booleans(), st.sampled_from(["open", "paid", "cancelled"]), st.integers(0, 10**6))
def test_money_settles_an_open_bill_exactly_or_is_named(bill: int, settled: bool, state: str, fen: int) -> None:
    outcome = becomes(bill, settled, state, fen)
    assert outcome in WORDS
    assert (outcome == SETTLED) == (not settled and state != "cancelled" and fen == bill)


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_two_messages_with_different_fields_are_different_bytes(merchant: str, transaction: str, other: str, another: str) -> None:
    one = replace(SAID, merchant=merchant, transaction=transaction)
    two = replace(SAID, merchant=other, transaction=another)
    assert (one.message() == two.message()) == ((merchant, transaction) == (other, another))


LINES = st.lists(
    st.builds(Line, st.sampled_from(["in", "out"]), st.none(), st.sampled_from("abcd"), st.integers(1, 3)), unique_by=lambda o: (o.direction, o.transaction)
).map(tuple)


@given(LINES, LINES)
def test_books_and_statement_differ_in_exactly_the_lines_that_are_not_in_both(here: tuple[Line, ...], there: tuple[Line, ...]) -> None:
    unlike = compare(here, there)
    assert {one.line for one in unlike if one.kind == "missing_here"} | {one.line for one in unlike if one.kind != "missing_here"} <= {*here, *there}
    assert len(unlike) == len({(line.direction, line.transaction) for line in {*here} ^ {*there}})
    assert sum((one.there_fen or 0) - (one.here_fen or 0) for one in unlike) == sum(o.fen for o in there) - sum(o.fen for o in here), "no fen is lost"
    assert compare(here, here) == ()


@given(st.integers(0, 10**6), st.integers(0, 100))
def test_a_waiver_is_never_more_than_is_due_and_leaves_no_part_of_a_fen(due: int, percent: int) -> None:
    assert 0 <= waived_of(due, percent) <= due
    assert waived_of(due, 100) == due
    assert waived_of(due, percent) * 100 >= due * percent


def test_every_state_has_its_words_and_a_silent_provider_is_asked_less_and_less_often() -> None:
    for table in (WAIVERS, REFUNDS, TILLS):
        assert {state for state, _ in table} | set(table.values()) <= set(STATE_WORDS)
    assert [pause_s(n, 10, 1800) for n in (1, 2, 3, 8, 9, 10**6)] == [10, 20, 40, 1280, 1800, 1800]
