"""Receipts (收据) on paper: the first print is the original, each later one says that it is a copy."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, new_id, row
from yitang.platform.identity.public import Place, allow, may
from yitang.processes.payments.access import PRINT
from yitang.processes.payments.errors import NotPrinted
from yitang.processes.payments.operations import due, locked_bill


@dataclass(frozen=True, slots=True)
class PrintRow:
    """A print of a receipt: which one, by whom, when; ``method`` of the payment."""

    n: int
    account_id: UUID
    at: datetime
    method: str

    @property
    def copy(self) -> bool:
        """Whether there was a print before it."""
        return self.n > 1


def print_receipt(viewer: Viewer, case_id: UUID) -> int:
    """Print the receipt of a settled bill. Returns: the number of the print, 1 for the original.

    Raises: NoBill, NotPrinted, PostMayNot, NotYours.
    """
    allow(viewer, PRINT)
    with act(viewer, PRINT) as this:
        bill = locked_bill(case_id)
        may(viewer, PRINT, Place((bill["office_id"],)))
        if bill["settled_at"] is None or due(bill) == 0:
            raise NotPrinted
        last = row("SELECT coalesce(max(n), 0) AS n FROM payments_printing WHERE bill_id = %s", [bill["id"]])
        n = (last["n"] if last else 0) + 1
        execute(
            "INSERT INTO payments_printing (id, bill_id, n, account_id, at) VALUES (%s, %s, %s, %s, %s)", [new_id(), bill["id"], n, viewer.account_id, this.at]
        )
        this.on("bill", bill["id"])
        this.note({"n": n})
    return n


def print_of(case_id: UUID, n: int) -> PrintRow | None:
    """A print of a case's receipt; the caller has loaded the case for its viewer."""
    found = row(
        "SELECT t.n, t.account_id, t.at, p.method FROM payments_printing t JOIN payments_bill b ON b.id = t.bill_id "
        "JOIN payments_payment p ON p.bill_id = b.id WHERE b.case_id = %s AND t.n = %s",
        [case_id, n],
    )
    return PrintRow(**found) if found else None
