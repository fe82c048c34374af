"""The port to whoever moves the money (付款平台): the sandbox by default, recorded exchanges in tests."""

from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from yitang.platform.policy.public import value
from yitang.processes.payments.domain import Callback, Line, RefundSaid
from yitang.processes.payments.errors import CallbackForged
from yitang.processes.payments.sandbox import Sandbox


class Provider(Protocol):
    """What every provider can do. It answers within ``payments.provider_s`` or raises ProviderSilent; it never waits longer."""

    name: str

    @property
    def begins(self) -> str:
        """How the text of its QR codes begins: what begins otherwise is not shown to anybody (X10)."""

    def place(self, order_id: UUID, fen: int, until: datetime) -> str:
        """Make an order of this many fen that can be paid until then. Returns: the text of the QR code.

        Raises: ProviderSilent.
        """

    def authentic(self, said: Callback) -> bool:
        """Whether the provider itself said this, by its signature."""

    def ask(self, order_id: UUID) -> Callback | None:
        """What was paid for an order, or nothing; the provider's own word, which a message only hints at.

        Raises: ProviderSilent.
        """

    def cancel(self, order_id: UUID) -> None:
        """Take an order back; money that was on its way may still come.

        Raises: ProviderSilent.
        """

    def refund(self, refund_id: UUID, order_id: UUID, transaction: str, fen: int) -> RefundSaid:
        """Give so many fen of a paid order back, once for each refund id; asked again, it says how that refund stands.

        Raises: ProviderSilent.
        """

    def statement(self, on: date) -> tuple[Line, ...]:
        """What was paid and given back on a local day, as the provider's statement (对账单) has it.

        Raises: ProviderSilent.
        """


PROVIDERS: dict[str, Provider] = {"sandbox": Sandbox()}


def provider() -> Provider:
    """The provider of this office."""
    return PROVIDERS[value("payments.provider")]


def provider_named(name: str) -> Provider:
    """The provider that a message says it comes from.

    Raises: CallbackForged for one that this office does not know.
    """
    if name not in PROVIDERS:
        raise CallbackForged
    return PROVIDERS[name]
