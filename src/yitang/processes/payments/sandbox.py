"""The provider of the demo: orders lie in a table of our own, and the citizen "pays" on a page that says 演示."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from yitang.kernel import clock
from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.public import transaction as here
from yitang.platform.keys.public import installation, random_token, sign, verify
from yitang.processes.payments.domain import CURRENCY, Callback, Line, RefundSaid
from yitang.processes.payments.errors import NoOpenCode

USE = "payments-sandbox"


@dataclass(frozen=True, slots=True)
class SandboxOrder:
    """An order as the page of the demo shows it; ``state``: open, paid, over."""

    order_id: UUID
    fen: int
    until: datetime
    state: str


def signed(said: Callback, use: str) -> Callback:
    """A message with the signature of a provider's key."""
    key_id, signature = sign(use, said.message())
    return replace(said, key_id=key_id, signature=signature)


def signature_fits(said: Callback, use: str) -> bool:
    """Whether a message carries a signature by a key of this use."""
    known, number = said.key_id[: len(f"sign-{use}.")] == f"sign-{use}.", said.key_id[len(f"sign-{use}.") :]
    return known and number.isascii() and number.isdigit() and len(number) < 6 and verify(use, said.key_id, said.message(), said.signature)


class Sandbox:
    """Makes and keeps orders by itself; no money moves."""

    name = "sandbox"

    @property
    def begins(self) -> str:
        """The demo's page of payment."""
        return f"{settings.YITANG_ORIGIN}/pay/"

    def place(self, order_id: UUID, fen: int, until: datetime) -> str:
        """A QR text that leads to the demo's page of payment."""
        token = random_token(128)
        execute("INSERT INTO payments_sandbox_order (order_id, token, fen, until_at) VALUES (%s, %s, %s, %s)", [order_id, token, fen, until])
        return f"{self.begins}{token}"

    def authentic(self, said: Callback) -> bool:
        """Signed by the sandbox's key."""
        return signature_fits(said, USE)

    def ask(self, order_id: UUID) -> Callback | None:
        """The payment as it lies in the table."""
        found = row("SELECT * FROM payments_sandbox_order WHERE order_id = %s AND transaction IS NOT NULL", [order_id])
        return self._said(found) if found else None

    def cancel(self, order_id: UUID) -> None:
        """Not payable from now on, unless it is paid already."""
        execute("UPDATE payments_sandbox_order SET cancelled = true WHERE order_id = %s AND transaction IS NULL", [order_id])

    def refund(self, refund_id: UUID, order_id: UUID, transaction: str, fen: int) -> RefundSaid:
        """Kept in a table of its own; more than was paid is refused."""
        with here():
            paid = row("SELECT fen FROM payments_sandbox_order WHERE order_id = %s AND transaction = %s FOR UPDATE", [order_id, transaction])
            known = row("SELECT fen FROM payments_sandbox_refund WHERE refund_id = %s", [refund_id])
            back = row("SELECT coalesce(sum(fen), 0)::int AS fen FROM payments_sandbox_refund WHERE order_id = %s", [order_id])
            if known is None:
                if paid is None or back is None or back["fen"] + fen > paid["fen"]:
                    return RefundSaid(refund_id, "refused", fen, "")
                execute("INSERT INTO payments_sandbox_refund (refund_id, order_id, fen, at) VALUES (%s, %s, %s, %s)", [refund_id, order_id, fen, clock.now()])
            return RefundSaid(refund_id, "done", known["fen"] if known else fen, f"SR{refund_id.hex[-20:]}")

    def statement(self, on: date) -> tuple[Line, ...]:
        """The day as it lies in the two tables."""
        start, end = clock.local_day_bounds(on)
        paid = rows("SELECT order_id, transaction, fen FROM payments_sandbox_order WHERE paid_at >= %s AND paid_at < %s ORDER BY paid_at", [start, end])
        back = rows("SELECT refund_id, order_id, fen FROM payments_sandbox_refund WHERE at >= %s AND at < %s ORDER BY at", [start, end])
        return (
            *(Line("in", r["order_id"], r["transaction"], r["fen"]) for r in paid),
            *(Line("out", r["order_id"], str(r["refund_id"]), r["fen"]) for r in back),
        )

    def look(self, token: str) -> SandboxOrder | None:
        """The order behind a QR text."""
        found = row("SELECT * FROM payments_sandbox_order WHERE token = %s", [token])
        if found is None:
            return None
        over = found["cancelled"] or found["until_at"] <= clock.now()
        return SandboxOrder(found["order_id"], found["fen"], found["until_at"], "paid" if found["transaction"] else "over" if over else "open")

    def pay(self, order_id: UUID) -> Callback:
        """The citizen pays in the demo; paying twice is one transaction. Returns: the signed message.

        Raises: NoOpenCode when it was taken back or is too old.
        """
        with here():
            found = row("SELECT * FROM payments_sandbox_order WHERE order_id = %s FOR UPDATE", [order_id])
            if found is None or (not found["transaction"] and (found["cancelled"] or found["until_at"] <= clock.now())):
                raise NoOpenCode
            if not found["transaction"]:
                found |= {"transaction": f"SB{random_token(96)}", "paid_at": clock.now()}
                paid = [found["transaction"], found["paid_at"], order_id]
                execute("UPDATE payments_sandbox_order SET transaction = %s, paid_at = %s WHERE order_id = %s", paid)
        return self._said(found)

    def _said(self, found: dict[str, Any]) -> Callback:
        said = Callback(self.name, installation(), found["order_id"], found["transaction"], found["fen"], CURRENCY, found["paid_at"])
        return signed(said, USE)
