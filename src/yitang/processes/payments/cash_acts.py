"""Taking cash at the window."""

from uuid import UUID

from yitang.kernel.money import yuan
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.identity.public import Place, allow, may
from yitang.processes.payments.access import TAKE
from yitang.processes.payments.booking import Booked, book, cash_till
from yitang.processes.payments.code_acts import close_code
from yitang.processes.payments.errors import WrongAmount
from yitang.processes.payments.operations import BillRow, Money, bill_of, due, locked_bill, open_to_money, settle


def take_cash(viewer: Viewer, case_id: UUID, counted_fen: int) -> BillRow:
    """Cash for a bill (收现金); the amount is typed as counted and must fit. An open pay code is over with it.

    It is in the drawer of the own window with its line.

    Raises: NoBill, BillSettledAlready, BillVoid, BillHeld, WrongAmount, TillCounted, EarlierDayOpen, DrawerHeldByAnother, PostMayNot, NotYours.
    """
    allow(viewer, TAKE)
    with act(viewer, TAKE) as this:
        bill = locked_bill(case_id)
        may(viewer, TAKE, Place((bill["office_id"],)))
        open_to_money(bill)
        if counted_fen != due(bill):
            raise WrongAmount(due=f"{yuan(due(bill))} 元", given=f"{yuan(counted_fen)} 元")
        close_code(this, bill["id"])
        till = cash_till(this, bill["office_id"])
        receipt = settle(this, bill, Money("cash", "window", str(this.id), counted_fen))
        book(this, till, Booked("cash", counted_fen, counted_fen, receipt, bill["id"]))
        this.on("bill", bill["id"])
        this.note({"fen": counted_fen, "case": case_id})
    return bill_of(case_id)
