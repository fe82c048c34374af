"""A provider that replays recorded exchanges, the bad days above all; for tests and for training without a network."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from yitang.kernel import clock
from yitang.platform.keys.public import installation
from yitang.platform.policy.public import value
from yitang.processes.payments.domain import CURRENCY, Callback
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
