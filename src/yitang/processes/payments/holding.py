"""The bill of a case that stands still: nothing is taken for it until it goes on."""

from uuid import UUID

from yitang.platform.audit.public import Act
from yitang.platform.database.public import execute
from yitang.processes.payments.code_acts import close_code
from yitang.processes.payments.operations import locked_bill


def hold_bill(this: Act, case_id: UUID) -> None:
    """Hold the bill of a case, in the caller's act: an open code is taken back; a bill that is settled or void stays as it is.

    Raises: NoBill.
    """
    bill = locked_bill(case_id)
    close_code(this, bill["id"])
    if not bill["settled_at"] and not bill["void_at"]:
        execute("UPDATE payments_bill SET held_at = %s WHERE id = %s", [this.at, bill["id"]])


def free_bill(this: Act, case_id: UUID) -> None:
    """Let money be taken again, in the caller's act.

    Raises: NoBill.
    """
    bill = locked_bill(case_id)
    execute("UPDATE payments_bill SET held_at = NULL WHERE id = %s", [bill["id"]])
    this.note({"bill_held_since": str(bill["held_at"] or "")})
