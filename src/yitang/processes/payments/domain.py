"""Rules of paying by code: what a message says, and what becomes of money that comes in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

CURRENCY = "CNY"
# What became of money that came in. All but the first has to go back to who paid.
SETTLED, PAID_ALREADY, CANCELLED, WRONG_AMOUNT = "settled", "paid_already", "cancelled", "wrong_amount"
WORDS = {
    SETTLED: ("已入账", "Settled the bill"),
    PAID_ALREADY: ("账单已缴清，多付", "The bill was settled already"),
    CANCELLED: ("付款码已取消后到账", "Came after the code was taken back"),
    WRONG_AMOUNT: ("金额不符", "Not the amount of the bill"),
}


@dataclass(frozen=True, slots=True)
class Callback:
    """What a provider says of one payment (付款结果通知); ``fen`` in fen, times aware, the signature over ``message``."""

    provider: str
    merchant: str
    order_id: UUID
    transaction: str
    fen: int
    currency: str
    paid_at: datetime
    key_id: str = ""
    signature: bytes = b""

    def message(self) -> bytes:
        """The bytes that are signed; every field counts, none can run into the next."""
        fields = (self.provider, self.merchant, str(self.order_id), self.transaction, str(self.fen), self.currency, self.paid_at.isoformat())
        return "\0".join(f"{len(field)}:{field}" for field in fields).encode()

    def facts(self) -> tuple[object, ...]:
        """What must agree between the message and the provider's answer."""
        return (self.provider, self.merchant, self.order_id, self.transaction, self.fen, self.currency)


def becomes(bill_fen: int, bill_settled: bool, order_state: str, fen: int) -> str:
    """What becomes of money for an order: it settles the bill, or it is kept by name until it goes back. It is never lost."""
    if bill_settled:
        return PAID_ALREADY
    if order_state == "cancelled":
        return CANCELLED
    return SETTLED if fen == bill_fen else WRONG_AMOUNT
