"""Front door of payments."""

from yitang.processes.payments.errors import BillSettledAlready, NoBill, WrongAmount
from yitang.processes.payments.operations import BillRow, bill_of, is_settled, open_bill, take_cash, taken_today

__all__ = ["BillRow", "BillSettledAlready", "NoBill", "WrongAmount", "bill_of", "is_settled", "open_bill", "take_cash", "taken_today"]
