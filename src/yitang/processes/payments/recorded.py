"""A provider that replays recorded exchanges, the bad days above all; for tests and for training without a network."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from yitang.kernel import clock
from yitang.platform.keys.public import installation
from yitang.platform.policy.public import value
from yitang.processes.payments.domain import CURRENCY, Callback, Line, RefundSaid
from yitang.processes.payments.errors import ProviderSilent
from yitang.processes.payments.sandbox import signature_fits, signed

EXCHANGES = Path(__file__).parent / "data" / "exchanges.yaml"
USE = "payments-recorded"


class Recorded:
    """Answers as the exchange of this name did; a recorded silence takes no time to replay."""

    name = "recorded"
    begins = "recorded:"

    def __init__(self, exchange: str) -> None:
        self.exchange: dict[str, Any] = yaml.safe_load(EXCHANGES.read_text(encoding="utf-8"))[exchange]
        self.orders: dict[UUID, tuple[int, datetime]] = {}
        self.paid: set[UUID] = set()
        self.cancelled: set[UUID] = set()
        self.asked: dict[UUID, int] = {}
        self.back: dict[UUID, tuple[UUID, int, datetime]] = {}

    def _answer(self, call: str) -> None:
        """Raise what the recorded answer to this call was: none in time, or a broken connection."""
        said = self.exchange.get(call, {})
        if said.get("down") or said.get("after_s", 0) > value("payments.provider_s"):
            raise ProviderSilent

    def place(self, order_id: UUID, fen: int, until: datetime) -> str:
        """The recorded answer to a new order."""
        self._answer("place")
        self.orders[order_id] = (fen, clock.now())
        return f"recorded:{order_id}"

    def authentic(self, said: Callback) -> bool:
        """Signed by the key of the recordings."""
        return signature_fits(said, USE)

    def ask(self, order_id: UUID) -> Callback | None:
        """What the exchange says was paid."""
        self._answer("ask")
        return self.callbacks(order_id)[0] if order_id in self.paid else None

    def cancel(self, order_id: UUID) -> None:
        """The recorded answer to a cancellation."""
        self._answer("cancel")
        self.cancelled.add(order_id)

    def refund(self, refund_id: UUID, order_id: UUID, transaction: str, fen: int) -> RefundSaid:  # noqa: ARG002 - the form of the port
        """The recorded answers to one refund in their order, the last of them from then on. Money moves once, with the first that is not a refusal."""
        answers: list[dict[str, Any]] = self.exchange.get("refunds", [{"state": "done"}])
        said = answers[min(self.asked.get(refund_id, 0), len(answers) - 1)]
        self.asked[refund_id] = self.asked.get(refund_id, 0) + 1
        known = sum(one[1] for one in self.back.values() if one[0] == order_id) - self.back.get(refund_id, (order_id, 0, None))[1]
        refused = said.get("state") == "refused" or order_id not in self.paid or known + fen > self.orders[order_id][0]
        if not said.get("lost") and not refused:
            self.back.setdefault(refund_id, (order_id, fen, clock.now()))
        if said.get("down") or said.get("after_s", 0) > value("payments.provider_s"):
            raise ProviderSilent
        return RefundSaid(refund_id, "refused" if refused else said["state"], fen + said.get("more_fen", 0), "" if refused else f"RR{refund_id.hex[-20:]}")

    def statement(self, on: date) -> tuple[Line, ...]:
        """The day's payments and refunds, with what the exchange leaves out, adds, or says otherwise."""
        self._answer("statement")
        start, end = clock.local_day_bounds(on)
        paid = [said for order_id in self.orders if order_id in self.paid for said in self.callbacks(order_id)[:1] if start <= said.paid_at < end]
        lines = [Line("in", said.order_id, said.transaction, said.fen) for said in paid]
        lines += [Line("out", order_id, str(refund_id), fen) for refund_id, (order_id, fen, at) in self.back.items() if start <= at < end]
        said_of = self.exchange.get("statement", {})
        kept = [replace(line, fen=line.fen + said_of.get("more_fen", 0)) for line in lines if line.direction not in said_of.get("without", ())]
        return (*kept, *(Line("in", None, one["transaction"], one["fen"]) for one in said_of.get("strange", ())))

    def pay(self, order_id: UUID) -> Callback:
        """The citizen paid: from now on the provider says so. Returns: the first message of the exchange."""
        self.paid.add(order_id)
        return self.callbacks(order_id)[0]

    def callbacks(self, order_id: UUID) -> list[Callback]:
        """The messages of the exchange in the order in which they came; a forged one has the signature of another amount."""
        fen, at = self.orders[order_id]
        found = []
        for line in self.exchange["messages"]:
            paid_at = at + timedelta(seconds=line.get("paid_after_s", 5))
            number = f"RC{order_id.hex[-20:]}{line.get('transaction', 1)}"
            said = signed(Callback(self.name, installation(), order_id, number, fen + line.get("more_fen", 0), CURRENCY, paid_at), USE)
            found.append(replace(said, fen=said.fen + line["forged_fen"]) if "forged_fen" in line else said)
        return found
