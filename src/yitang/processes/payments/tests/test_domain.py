"""Money that comes in is never lost, and a message cannot be read in two ways."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from yitang.processes.payments.domain import SETTLED, WORDS, Callback, becomes

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
