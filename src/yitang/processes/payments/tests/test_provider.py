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


@pytest.mark.parametrize("exchange", ["slow", "down"])
def test_a_slow_or_broken_provider_is_silent_and_nobody_waits_for_it(city: dict[str, Any], exchange: str) -> None:
    before = clock.real_now()
    with pytest.raises(ProviderSilent):
        Recorded(exchange).place(new_id(), 1000, clock.now())
    assert (clock.real_now() - before).total_seconds() < 1
