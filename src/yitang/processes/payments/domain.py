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


# (state, act) -> state. A waiver that is granted takes its part off the bill; one that is refused or dropped changes nothing.
WAIVERS = {("asked", "grant"): "granted", ("asked", "refuse"): "refused", ("asked", "drop"): "dropped"}
# A refund by code is approved until the provider says done or no; one by cash until it has left a drawer.
REFUNDS = {
    ("asked", "approve"): "approved",
    ("asked", "refuse"): "refused",
    ("asked", "drop"): "dropped",
    ("approved", "finish"): "done",
    ("approved", "fail"): "failed",
    ("failed", "turn"): "approved",
}
# The till of a window and day: counted blind, accepted by another, and closed for good.
TILLS = {("open", "count"): "counted", ("counted", "recount"): "open", ("counted", "send_back"): "open", ("counted", "accept"): "closed"}
STATE_WORDS = {
    "asked": ("等另一位批", "Waits for a second person"),
    "granted": ("已减免", "Waived"),
    "refused": ("没有批", "Not granted"),
    "dropped": ("已撤销", "Taken back"),
    "approved": ("已批，正在退", "Approved, on its way"),
    "failed": ("平台退不了", "The provider cannot return it"),
    "done": ("已退", "Returned"),
    "open": ("没日结", "Not settled"),
    "counted": ("点好了，等接受", "Counted, waits for acceptance"),
    "closed": ("已日结", "Settled"),
}
ENTRY_WORDS = {
    "float": ("备用金", "Float"),
    "cash": ("收现金", "Cash taken"),
    "code": ("收扫码", "Paid by code"),
    "waived": ("减免", "Waived"),
    "cash_back": ("退现金", "Cash returned"),
    "code_back": ("退回扫码", "Returned by code"),
    "hand_over": ("交接清点", "Counted at hand-over"),
    "count": ("日结清点", "Counted for the day"),
    "correction": ("更正", "Correction"),
}
DIFFERENCE_WORDS = {
    "missing_here": ("平台有，我们没有", "The provider has it, we have not"),
    "missing_there": ("我们有，平台没有", "We have it, the provider has not"),
    "other_amount": ("金额不一样", "Other amount"),
}


@dataclass(frozen=True, slots=True)
class RefundSaid:
    """What a provider says of a refund that it was asked for: ``done``, ``pending`` or ``refused``; fen; its own number of it."""

    refund_id: UUID
    state: str
    fen: int
    back: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the books or of a provider's statement of a day (对账单): in or out, our order, the transaction (of a refund our number), fen."""

    direction: str
    order_id: UUID | None
    transaction: str
    fen: int


@dataclass(frozen=True, slots=True)
class Unlike:
    """A line that the books and the statement do not agree in; fen here and there, nothing where it is missing."""

    kind: str
    line: Line
    here_fen: int | None
    there_fen: int | None


def compare(here: tuple[Line, ...], there: tuple[Line, ...]) -> tuple[Unlike, ...]:
    """The lines in which books and statement differ, in the order of the books and then of the statement; each line counts by direction and transaction."""
    ours, theirs = ({(line.direction, line.transaction): line for line in lines} for lines in (here, there))
    found = []
    for key, line in ours.items():
        other = theirs.get(key)
        if other is None:
            found.append(Unlike("missing_there", line, line.fen, None))
        elif other.fen != line.fen:
            found.append(Unlike("other_amount", line, line.fen, other.fen))
    return (*found, *(Unlike("missing_here", line, None, line.fen) for key, line in theirs.items() if key not in ours))


def waived_of(due_fen: int, percent: int) -> int:
    """What a ground of so many percent takes off; a part of a fen is waived with it."""
    return -(-due_fen * percent // 100)


def pause_s(tries: int, first_s: float, most_s: float) -> float:
    """Seconds until a provider that did not answer is asked again: doubled each time, up to a limit."""
    return float(min(most_s, first_s * 2.0 ** min(max(tries - 1, 0), 30)))
