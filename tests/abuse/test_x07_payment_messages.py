"""X7, a replayed or forged payment message.

Control: a message is a hint: its signature, merchant and currency are checked, then the provider is asked, and its answer decides; a
transaction counts once. A message may be late, since money may be; a replayed one finds what was done and does nothing. The good way,
cash and code at once, late money: ``payments/tests/test_codes.py``; over HTTP: ``portals/api/tests/test_messages.py``.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.abuse.picture import as_it_was, count, owner
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row, set_clock
from yitang.platform.database.tests.races import together
from yitang.platform.keys.public import installation
from yitang.processes.payments import code_acts
from yitang.processes.payments.public import Callback, CallbackForged, CallbackUnconfirmed, Sandbox, ask_code, overpaid, settle_callback, take_cash
from yitang.processes.payments.sandbox import USE, signed
from yitang.processes.payments.tests.factories import unpaid


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    found = unpaid(city)
    return {**found, "order": ask_code(found["clerk"], found["case"])}


def made_up(desk: dict[str, Any]) -> Callback:
    """A message about money that nobody paid."""
    return Callback("sandbox", installation(), desk["order"].id, "SBforged", 1000, "CNY", clock.now(), "sign-payments-sandbox.1", b"\0" * 64)


def test_a_forged_message_settles_without_the_guards_and_with_either_it_does_not(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    said = made_up(desk)
    with monkeypatch.context() as off:
        off.setattr(Sandbox, "authentic", lambda *_: True)
        with as_it_was(), pytest.raises(CallbackUnconfirmed):
            settle_callback(said)
        off.setattr(Sandbox, "ask", lambda *_: said)
        assert settle_callback(said) == "settled", "who believes the message gives a document for nothing"
    owner("DELETE FROM payments_payment; DELETE FROM payments_incoming; UPDATE payments_bill SET settled_at = NULL, receipt = NULL")
    owner("UPDATE payments_order SET state = 'open', closed_at = NULL")
    with as_it_was(), pytest.raises(CallbackForged):
        settle_callback(said)
    with as_it_was(), pytest.raises(CallbackUnconfirmed):
        settle_callback(signed(replace(said, key_id="", signature=b""), USE))
    assert count("audit_row", "act = 'payments.settle_code' AND result = 'refused'") == 3, "each is kept by name"


def test_everything_about_a_message_must_be_so(desk: dict[str, Any]) -> None:
    other = unpaid_again(desk)
    said = Sandbox().pay(desk["order"].id)
    changes: list[dict[str, Any]] = [
        {"fen": 1}, {"fen": 100_000}, {"order_id": other}, {"transaction": "SBother"}, {"merchant": "another"}, {"currency": "USD"}, {"signature": b""},
        {"paid_at": said.paid_at + timedelta(days=1)}, {"key_id": ""}, {"key_id": "sign-statement.1"}, {"provider": "nobody"},
    ]  # fmt: skip
    for change in changes:
        with as_it_was(), pytest.raises(CallbackForged):
            settle_callback(replace(said, **change))
    for change in changes[:4]:
        with as_it_was(), pytest.raises(CallbackUnconfirmed):
            settle_callback(signed(replace(said, **change), USE))
    assert settle_callback(said) == "settled"


def unpaid_again(desk: dict[str, Any]) -> Any:
    """The id of an order that was taken back."""
    from yitang.processes.payments.public import cancel_code

    cancel_code(desk["clerk"], desk["case"])
    former = desk["order"].id
    desk["order"] = ask_code(desk["clerk"], desk["case"])
    return former


def test_ten_times_ten_at_once_and_a_day_later_is_once_and_the_day_closes(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    said = Sandbox().pay(desk["order"].id)
    assert together(10, lambda _: settle_callback(said)) == ["settled"] * 10
    set_clock(clock.now() + timedelta(days=1), 1.0)
    with as_it_was():
        assert [settle_callback(said) for _ in range(10)] == ["settled"] * 10
    assert closed(desk) == 0
    with monkeypatch.context() as off:
        off.setattr(code_acts, "row", forgetful)
        owner("ALTER TABLE payments_incoming DROP CONSTRAINT incoming_transaction_counts_once")
        try:
            assert settle_callback(said) == "paid_already"
            assert closed(desk) == 1000, "without the guard the replay is money that nobody paid, and the day does not close"
        finally:
            owner("DELETE FROM payments_incoming WHERE outcome <> 'settled'")
            owner("ALTER TABLE payments_incoming ADD CONSTRAINT incoming_transaction_counts_once UNIQUE (provider, transaction)")
        with as_it_was():
            assert together(1, lambda _: settle_callback(said)) == ["IntegrityError"], "the constraint alone refuses it"
    assert closed(desk) == 0


def forgetful(sql: str, params: Any = ()) -> Any:
    """The question whether a transaction is known, answered as if it never were."""
    return None if "FROM payments_incoming" in sql else row(sql, params)


def closed(desk: dict[str, Any]) -> int:
    """The difference of the day in fen: what we booked and owe back, less what the provider took and the till holds."""
    booked = row("SELECT coalesce(sum(fen), 0) AS fen FROM payments_payment")
    there = row("SELECT coalesce(sum(fen), 0) AS fen FROM payments_sandbox_order WHERE transaction IS NOT NULL")
    cash = row("SELECT coalesce(sum(fen), 0) AS fen FROM payments_payment WHERE method = 'cash'")
    assert booked
    assert there
    assert cash
    chief = Viewer(desk["clerk"].account_id, None, "chief", desk["office"], desk["hall"], level="two_factor")
    return int(booked["fen"]) + sum(o.fen for o in overpaid(chief)) - int(there["fen"]) - int(cash["fen"])


def test_money_out_of_order_closes_the_day_too(desk: dict[str, Any]) -> None:
    """Cash is taken while the code is paid: the message comes after, and what it brought is kept by name."""
    said = Sandbox().pay(desk["order"].id)
    take_cash(desk["clerk"], desk["case"], 1000)
    assert settle_callback(said) == "paid_already"
    with as_it_was():
        assert settle_callback(said) == "paid_already"
    assert closed(desk) == 0
    assert count("payments_incoming", "outcome = 'paid_already'") == 1
