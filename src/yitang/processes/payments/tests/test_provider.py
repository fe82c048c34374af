"""The one contract of providers: the sandbox and the recordings keep it alike."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from yitang.kernel import clock
from yitang.platform.database.public import new_id
from yitang.platform.keys.public import installation
from yitang.processes.payments.errors import ProviderSilent
from yitang.processes.payments.gateway import Provider
from yitang.processes.payments.recorded import Recorded
from yitang.processes.payments.sandbox import Sandbox


@pytest.mark.parametrize("make", [Sandbox, lambda: Recorded("good")], ids=["sandbox", "recorded"])
def test_the_contract_of_a_provider(city: dict[str, Any], make: Any) -> None:
    asked = make()
    as_port: Provider = asked
    order, other = new_id(), new_id()
    until = clock.now() + timedelta(minutes=5)
    text, second = as_port.place(order, 1000, until), as_port.place(other, 1000, until)
    assert text != second, "each order has a code of its own"
    assert len(text) <= 200
    assert as_port.ask(order) is None
    said = asked.pay(order)
    assert (said.provider, said.merchant, said.order_id, said.fen, said.currency) == (asked.name, installation(), order, 1000, "CNY")
    assert as_port.authentic(said)
    truth = as_port.ask(order)
    assert truth is not None
    assert truth.facts() == said.facts(), "what it says when asked is what it said"
    assert asked.pay(order).transaction == said.transaction, "paid twice is one transaction"
    for changed in (
        {"fen": 1}, {"order_id": other}, {"transaction": "x"}, {"merchant": "x"}, {"currency": "USD"}, {"provider": "x"}, {"signature": b""},
        {"signature": bytes(64)}, {"paid_at": said.paid_at + timedelta(seconds=1)}, {"key_id": "sign-statement.1"}, {"key_id": "../x"}, {"key_id": "\0"},
    ):  # fmt: skip
        assert not as_port.authentic(replace(said, **changed)), changed
    as_port.cancel(other)
    assert as_port.ask(other) is None
    as_port.cancel(order)
    assert as_port.ask(order) is not None, "a cancellation does not undo what was paid"
    assert as_port.ask(new_id()) is None
    refund, again = new_id(), new_id()
    assert [(as_port.refund(refund, order, said.transaction, 400).state, as_port.refund(refund, order, said.transaction, 400).fen) for _ in range(2)] == [
        ("done", 400), ("done", 400),
    ], "asked again under the same number it moves no money"  # fmt: skip
    assert as_port.refund(again, order, said.transaction, 601).state == "refused", "no more goes back than was paid"
    assert as_port.refund(again, other, "x", 1).state == "refused", "what was not paid does not go back"
    assert as_port.refund(new_id(), order, said.transaction, 600).state == "done"
    lines = as_port.statement(clock.local(said.paid_at).date())
    assert [(line.direction, line.order_id, line.fen) for line in lines] == [("in", order, 1000), ("out", order, 400), ("out", order, 600)]
    assert (lines[0].transaction, lines[1].transaction) == (said.transaction, str(refund))
    assert as_port.statement(clock.today() - timedelta(days=1)) == ()


@pytest.mark.parametrize("exchange", ["slow", "down"])
def test_a_slow_or_broken_provider_is_silent_and_nobody_waits_for_it(city: dict[str, Any], exchange: str) -> None:
    before = clock.real_now()
    with pytest.raises(ProviderSilent):
        Recorded(exchange).place(new_id(), 1000, clock.now())
    assert (clock.real_now() - before).total_seconds() < 1
