"""Opening, settling and reading bills."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.platform.audit.public import Act
from yitang.platform.database.public import execute, new_id, row
from yitang.platform.numbering.public import draw
from yitang.processes.payments.errors import BillHeld, BillSettledAlready, BillVoid, NoBill


@dataclass(frozen=True, slots=True)
class BillRow:
    """A bill: lines of (Chinese, English, fen), the sum, and the receipt once it is settled; ``void_at``: when its case was withdrawn."""

    id: UUID
    case_id: UUID
    fen: int
    items: tuple[tuple[str, str, int], ...]
    settled_at: datetime | None
    receipt: str
    void_at: datetime | None = None
    waived_fen: int = 0
    refunded_fen: int = 0

    @property
    def due_fen(self) -> int:
        """What is asked for: the sum without what is waived."""
        return self.fen - self.waived_fen

    @property
    def paid(self) -> bool:
        """Whether money was taken for it and not all of it goes back: a bill of nothing settles itself, one that is waived is not paid."""
        return self.due_fen > self.refunded_fen and self.settled_at is not None

    @property
    def good(self) -> bool:
        """Whether something can rest on it: settled, and not void."""
        return self.settled_at is not None and self.void_at is None


@dataclass(frozen=True, slots=True)
class Money:
    """Money that settles a bill: method cash, code, none or waived; whose transaction; fen."""

    method: str
    provider: str
    transaction: str
    fen: int


@dataclass(frozen=True, slots=True)
class Whose:
    """The case whose money it is: number, applicant, and the person who accepted it, who does not decide."""

    case_id: UUID
    number: str
    applicant_id: UUID
    acceptor_person: UUID


def open_bill(this: Act, case_id: UUID, office_id: UUID, items: tuple[tuple[str, str, int], ...]) -> UUID:
    """The bill of a case, in the caller's act; a bill of nothing is settled at once. Returns: its id."""
    bill_id, fen = new_id(), sum(item[2] for item in items)
    execute(
        "INSERT INTO payments_bill (id, case_id, office_id, fen, items, opened_at) VALUES (%s, %s, %s, %s, %s::jsonb, %s)",
        [bill_id, case_id, office_id, fen, json.dumps(items, ensure_ascii=False), this.at],
    )
    if fen == 0:
        settle(this, {"id": bill_id, "office_id": office_id}, Money("none", "window", str(this.id), 0))
    return bill_id


def settle(this: Act, bill: dict[str, Any], money: Money) -> str:
    """Write the money and settle the bill; the one-to-one key is what makes a second settlement impossible. Returns: the receipt's number."""
    drawn = draw(this, f"receipt:{bill['office_id']}", "year")
    execute(
        "INSERT INTO payments_payment (id, bill_id, method, provider, transaction, fen, account_id, at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [new_id(), bill["id"], money.method, money.provider, money.transaction, money.fen, this.viewer.account_id, this.at],
    )
    receipt = f"R{drawn.period}{drawn.number:07d}-{str(bill['office_id'])[-4:]}"
    execute("UPDATE payments_bill SET settled_at = %s, receipt = %s WHERE id = %s", [this.at, receipt, bill["id"]])
    return receipt


# The bill's row is locked to the end of the act: a second window, or money by code, waits here and then sees that it is settled.
LOCKED_BILL = "SELECT * FROM payments_bill WHERE case_id = %s FOR UPDATE"


def locked_bill(case_id: UUID) -> dict[str, Any]:
    """The bill of a case, locked.

    Raises: NoBill.
    """
    bill = row(LOCKED_BILL, [case_id])
    if bill is None:
        raise NoBill
    return bill


def due(bill: dict[str, Any]) -> int:
    """Fen that are asked for by a bill's row: the sum without what is waived."""
    return int(bill["fen"] - bill["waived_fen"])


def open_to_money(bill: dict[str, Any]) -> None:
    """Whether money may still be taken for a bill.

    Raises: BillSettledAlready, BillVoid, BillHeld.
    """
    if bill["settled_at"]:
        raise BillSettledAlready
    if bill["void_at"]:
        raise BillVoid
    if bill["held_at"]:
        raise BillHeld


def bill_of(case_id: UUID) -> BillRow:
    """The bill of a case; the caller has loaded the case for its viewer.

    Raises: NoBill.
    """
    found = row("SELECT id, case_id, fen, items, settled_at, receipt, void_at, waived_fen, refunded_fen FROM payments_bill WHERE case_id = %s", [case_id])
    if found is None:
        raise NoBill
    items: Any = json.loads(found["items"]) if isinstance(found["items"], str) else found["items"]
    return BillRow(**{**found, "items": tuple((i[0], i[1], i[2]) for i in items), "receipt": found["receipt"] or ""})


def is_settled(case_id: UUID) -> UUID | None:
    """The bill of a case if it is settled and good, locked against change to the end of the caller's act."""
    found = row("SELECT id FROM payments_bill WHERE case_id = %s AND settled_at IS NOT NULL AND void_at IS NULL FOR SHARE", [case_id])
    return found["id"] if found else None


def taken_today(office_id: UUID, on: date) -> int:
    """Fen that an office took on a day."""
    start, end = clock.local_day_bounds(on)
    found = row(
        "SELECT coalesce(sum(p.fen), 0) AS fen FROM payments_payment p JOIN payments_bill b ON b.id = p.bill_id "
        "WHERE b.office_id = %s AND p.at >= %s AND p.at < %s",
        [office_id, start, end],
    )
    return int(found["fen"]) if found else 0
