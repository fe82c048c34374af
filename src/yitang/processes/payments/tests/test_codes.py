"""A bill paid by code: the good way, and everything that goes wrong at a provider."""

from typing import Any

import pytest
from django.db import connections

from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows, set_clock
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity.public import NotYours, PostMayNot
from yitang.platform.policy.public import forget
from yitang.processes.payments import gateway, operations
from yitang.processes.payments.operations import LOCKED_BILL
from yitang.processes.payments.public import (
    BillSettledAlready,
    CallbackForged,
    CallbackUnconfirmed,
    NoOpenCode,
    ProviderSilent,
    Sandbox,
    ask_code,
    bill_of,
    cancel_code,
    code_at,
    order_of,
    overpaid,
    settle_callback,
    take_cash,
)
from yitang.processes.payments.recorded import Recorded
from yitang.processes.payments.tests.factories import unpaid
from yitang.processes.queue.public import current_at
from yitang.processes.queue.tests.test_queue import at


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    return unpaid(city)


def recorded(monkeypatch: pytest.MonkeyPatch, exchange: str) -> Recorded:
    """The office's provider is a recording from now on."""
    found = Recorded(exchange)
    monkeypatch.setitem(gateway.PROVIDERS, "recorded", found)
    monkeypatch.setitem(gateway.PROVIDERS, "sandbox", found)
    return found


def chief(desk: dict[str, Any]) -> Viewer:
    return Viewer(desk["clerk"].account_id, None, "chief", desk["office"], desk["hall"], level="two_factor")


def money() -> list[tuple[str, int]]:
    return [(r["method"], r["fen"]) for r in rows("SELECT method, fen FROM payments_payment ORDER BY at")]


def test_asked_shown_paid_and_told(desk: dict[str, Any]) -> None:
    li, sandbox = desk["clerk"], Sandbox()
    order = ask_code(li, desk["case"])
    assert ask_code(li, desk["case"]).id == order.id, "asked twice it is the same code"
    served = current_at(at(li))
    assert served
    assert served.served_at
    shown = code_at(desk["screen"], at(li), served.served_at)
    assert shown
    assert (shown.qr, shown.fen) == (order.qr, 1000)
    found = sandbox.look(order.qr.rpartition("/")[2])
    assert found
    assert found.state == "open"
    said = sandbox.pay(found.order_id)
    assert settle_callback(said) == "settled"
    bill = bill_of(desk["case"])
    assert bill.receipt.startswith("R2026")
    assert money() == [("code", 1000)]
    assert order_of(bill.id) is None
    assert code_at(desk["screen"], at(li), served.served_at) is None
    told = [r["step"] for r in rows("SELECT payload ->> 'step' AS step FROM live_outbox WHERE kind = 'case' AND topic = %s ORDER BY id", [f"window:{at(li)}"])]
    assert told[-2:] == ["code", "paid"]
    assert [settle_callback(said) for _ in range(10)] == ["settled"] * 10, "told ten times more, it has the same answer and no effect"
    assert money() == [("code", 1000)]
    assert overpaid(chief(desk)) == []
    with pytest.raises(BillSettledAlready):
        ask_code(li, desk["case"])
    with pytest.raises(BillSettledAlready):
        take_cash(li, desk["case"], 1000)


def test_asked_twice_at_once_it_is_the_same_code_and_the_other_order_is_taken_back(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    found = recorded(monkeypatch, "good")
    monkeypatch.setattr(found, "place", Meeting(2).after(found.place))
    one, other = together(2, lambda _: ask_code(desk["clerk"], desk["case"]).id)
    assert one == other, "both have placed an order before either was written"
    assert rows("SELECT id, state FROM payments_order") == [{"id": one, "state": "open"}]
    assert found.cancelled == set(found.orders) - {one}
    assert len(found.cancelled) == 1


def test_who_may_ask_and_see(desk: dict[str, Any]) -> None:
    from uuid import uuid4

    li = desk["clerk"]
    far = Viewer(li.account_id, li.person_id, "clerk", uuid4(), uuid4(), uuid4(), level="two_factor")
    with pytest.raises(NotYours):
        ask_code(far, desk["case"])
    ask_code(li, desk["case"])
    for refused, viewer in ((NotYours, far), (PostMayNot, desk["phone"])):
        with pytest.raises(refused):
            cancel_code(viewer, desk["case"])
    served = current_at(at(li))
    assert served
    assert served.served_at
    with pytest.raises(NotYours):
        code_at(desk["screen"], uuid4(), served.served_at)
    with pytest.raises(PostMayNot):
        code_at(li, at(li), served.served_at)
    from yitang.kernel import clock

    assert code_at(desk["screen"], at(li), clock.now()) is None, "the next person does not see the code of the one before"


def test_a_code_taken_back_cannot_be_paid_and_cash_ends_it(desk: dict[str, Any]) -> None:
    li, sandbox = desk["clerk"], Sandbox()
    first = ask_code(li, desk["case"])
    cancel_code(li, desk["case"])
    with pytest.raises(NoOpenCode):
        sandbox.pay(first.id)
    with pytest.raises(NoOpenCode):
        cancel_code(li, desk["case"])
    second = ask_code(li, desk["case"])
    assert second.qr != first.qr
    take_cash(li, desk["case"], 1000)
    with pytest.raises(NoOpenCode):
        sandbox.pay(second.id)
    assert money() == [("cash", 1000)]


def test_a_code_is_over_after_five_minutes(desk: dict[str, Any]) -> None:
    from datetime import timedelta

    from yitang.kernel import clock

    li = desk["clerk"]
    first = ask_code(li, desk["case"])
    set_clock(clock.now() + timedelta(seconds=301), 1.0)
    assert order_of(bill_of(desk["case"]).id) is None
    with pytest.raises(NoOpenCode):
        Sandbox().pay(first.id)
    assert ask_code(li, desk["case"]).id != first.id


@pytest.mark.parametrize("exchange", ["slow", "down"])
def test_a_silent_provider_leaves_nothing_and_cash_works(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch, exchange: str) -> None:
    recorded(monkeypatch, exchange)
    with pytest.raises(ProviderSilent) as refusal:
        ask_code(desk["clerk"], desk["case"])
    assert "现金" in refusal.value.cure_zh_text
    assert rows("SELECT 1 FROM payments_order") == []
    take_cash(desk["clerk"], desk["case"], 1000)


def test_a_message_that_comes_twice_counts_once(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    found = recorded(monkeypatch, "answers_twice")
    order = ask_code(desk["clerk"], desk["case"])
    found.pay(order.id)
    assert [settle_callback(said) for said in found.callbacks(order.id)] == ["settled", "settled"]
    assert row("SELECT count(*) AS n FROM payments_incoming") == {"n": 1}
    assert money() == [("code", 1000)]


def test_late_money_for_a_cancelled_code_is_kept_by_name(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    found = recorded(monkeypatch, "late_and_deaf")
    order = ask_code(desk["clerk"], desk["case"])
    cancel_code(desk["clerk"], desk["case"])
    assert settle_callback(found.pay(order.id)) == "cancelled"
    assert bill_of(desk["case"]).settled_at is None
    take_cash(desk["clerk"], desk["case"], 1000)
    back = overpaid(chief(desk))
    assert [(o.fen, o.outcome, o.case_id) for o in back] == [(1000, "cancelled", desk["case"])]
    assert back[0].why == "付款码已取消后到账"
    with pytest.raises(PostMayNot):
        overpaid(desk["clerk"])
    with pytest.raises(Exception, match="permission denied"):
        execute("DELETE FROM payments_incoming")


def test_late_money_for_a_settled_bill_is_kept_by_name_and_an_old_code_still_settles(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    found = recorded(monkeypatch, "late")
    order = ask_code(desk["clerk"], desk["case"])
    said = found.pay(order.id)
    take_cash(desk["clerk"], desk["case"], 1000)
    assert settle_callback(said) == "paid_already"
    assert settle_callback(said) == "paid_already"
    assert money() == [("cash", 1000)]
    assert [o.fen for o in overpaid(chief(desk))] == [1000]


def test_the_wrong_amount_settles_nothing(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    found = recorded(monkeypatch, "wrong_amount")
    order = ask_code(desk["clerk"], desk["case"])
    assert settle_callback(found.pay(order.id)) == "wrong_amount"
    assert money() == []
    assert [o.fen for o in overpaid(chief(desk))] == [900]
    assert order_of(bill_of(desk["case"]).id) is None


def test_a_forged_or_unconfirmed_message_is_not_believed(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    for exchange, refused in (("forged", CallbackForged), ("unconfirmed", ProviderSilent)):
        found = recorded(monkeypatch, exchange)
        order = ask_code(desk["clerk"], desk["case"])
        with pytest.raises(refused):
            settle_callback(found.pay(order.id))
        cancel_code(desk["clerk"], desk["case"])
    found = recorded(monkeypatch, "good")
    order = ask_code(desk["clerk"], desk["case"])
    with pytest.raises(CallbackUnconfirmed):
        settle_callback(found.callbacks(order.id)[0])
    with pytest.raises(CallbackForged):
        settle_callback(replace(found.pay(order.id), provider="nobody"))
    assert money() == []
    assert rows("SELECT 1 FROM payments_incoming") == []
    assert row("SELECT count(*) AS n FROM audit_row WHERE act = 'payments.settle_code' AND result = 'refused'") == {"n": 3}


def test_another_provider_is_chosen_by_policy(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(gateway.PROVIDERS, "recorded", Recorded("good"))
    execute("UPDATE policy_value SET value = '\"recorded\"'::jsonb WHERE name = 'payments.provider'")
    forget()
    assert ask_code(desk["clerk"], desk["case"]).qr.startswith("recorded:")
    forget()


def on_owner(sql: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)


NOTHING_BOOKED = "DELETE FROM payments_entry; DELETE FROM payments_till"
CONSTRAINT = "payments_payment_bill_id_key"


def test_cash_and_code_at_once_settle_once_and_without_the_guard_twice(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard is the bill's lock and, behind it, the one-to-one key. Both taken away, the money is booked twice; then with them, once."""
    li, sandbox = desk["clerk"], Sandbox()
    said = sandbox.pay(ask_code(li, desk["case"]).id)

    def both(n: int) -> str:
        return settle_callback(said) if n else take_cash(li, desk["case"], 1000).receipt

    unlocked = LOCKED_BILL.replace(" FOR UPDATE", "")
    assert unlocked != LOCKED_BILL

    def both_have_read() -> None:
        """Both read the bill before either writes."""
        monkeypatch.setattr(operations, "row", Meeting(2).after(row, lambda sql, *_: sql == unlocked))

    monkeypatch.setattr(operations, "LOCKED_BILL", unlocked)
    both_have_read()
    on_owner(f"ALTER TABLE payments_payment DROP CONSTRAINT {CONSTRAINT}")
    try:
        together(2, both)
        assert sorted(money()) == [("cash", 1000), ("code", 1000)], "without the guard the bill is paid twice"
        on_owner(NOTHING_BOOKED)
        on_owner("DELETE FROM payments_payment; DELETE FROM payments_incoming; UPDATE payments_bill SET settled_at = NULL, receipt = NULL")
        on_owner("UPDATE payments_order SET state = 'open'")
    finally:
        on_owner("DELETE FROM payments_entry; DELETE FROM payments_payment WHERE method = 'code'")
        on_owner(f"ALTER TABLE payments_payment ADD CONSTRAINT {CONSTRAINT} UNIQUE (bill_id)")
    both_have_read()
    outcome = together(2, both)
    assert len(money()) <= 1, "the key alone refuses the second"
    assert "IntegrityError" in outcome
    on_owner(NOTHING_BOOKED)
    on_owner("DELETE FROM payments_payment; DELETE FROM payments_incoming; UPDATE payments_bill SET settled_at = NULL, receipt = NULL")
    on_owner("UPDATE payments_order SET state = 'open'")
    monkeypatch.setattr(operations, "LOCKED_BILL", LOCKED_BILL)
    outcome = together(2, both)
    assert len(money()) == 1
    kept = rows("SELECT outcome FROM payments_incoming")
    if money() == [("cash", 1000)]:
        assert kept == [{"outcome": "paid_already"}], "what came second is kept by name"
    else:
        assert outcome == ["bill_settled_already", "settled"]
