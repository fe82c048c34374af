"""Front door of payments."""

from yitang.processes.payments.cash_acts import take_cash
from yitang.processes.payments.choices import Choice, choice, choices
from yitang.processes.payments.code_acts import OrderRow, ask_code, cancel_code, order_of, settle_callback, void_bill
from yitang.processes.payments.counting import money_waiting
from yitang.processes.payments.domain import Callback
from yitang.processes.payments.drawer_acts import count_drawer, explain_difference, give_drawer, recount_drawer, set_float, take_drawer
from yitang.processes.payments.errors import (
    BillHeld,
    BillSettledAlready,
    BillVoid,
    CallbackForged,
    CallbackUnconfirmed,
    MoneyNotReturned,
    NoBill,
    NoOpenCode,
    ProviderSilent,
    WrongAmount,
)
from yitang.processes.payments.holding import free_bill, hold_bill
from yitang.processes.payments.operations import BillRow, Whose, bill_of, is_settled, open_bill, taken_today
from yitang.processes.payments.queries import OverpaidRow, Shown, code_at, incoming_row, overpaid, settled_among
from yitang.processes.payments.receipts import PrintRow, print_of, print_receipt
from yitang.processes.payments.refunding import chase_due, pay_out, turn_into_cash
from yitang.processes.payments.refunds import RefundRow, decide_on_refund, drop_own_refund, refund_row, refunds_of, write_overpaid, write_refund
from yitang.processes.payments.sandbox import Sandbox, SandboxOrder
from yitang.processes.payments.settling import accept_till, correct_till, send_till_back
from yitang.processes.payments.statements import compare_statement, explain_line, fetch_line
from yitang.processes.payments.tills import Drawer, MoneyBack, OfficeDay, Sheet, TillRow, drawer_of, money_back, office_day, sheet_for, tills_to_accept
from yitang.processes.payments.waivers import WaiverRow, decide_on_waiver, drop_own_waiver, waiver_row, waivers_of, write_waiver

__all__ = [
    "BillHeld", "BillRow", "BillSettledAlready", "BillVoid", "Callback", "CallbackForged", "CallbackUnconfirmed", "Choice", "Drawer", "MoneyBack",
    "MoneyNotReturned", "NoBill", "NoOpenCode", "OfficeDay", "OrderRow", "OverpaidRow", "PrintRow", "ProviderSilent", "RefundRow", "Sandbox",
    "SandboxOrder", "Sheet", "Shown", "TillRow", "WaiverRow", "Whose", "WrongAmount", "accept_till", "ask_code", "bill_of", "cancel_code",
    "chase_due", "choice", "choices", "code_at", "compare_statement", "correct_till", "count_drawer", "decide_on_refund", "decide_on_waiver",
    "drawer_of", "drop_own_refund", "drop_own_waiver", "explain_difference", "explain_line", "fetch_line", "free_bill", "give_drawer", "hold_bill",
    "incoming_row", "is_settled", "money_back", "money_waiting", "office_day", "open_bill", "order_of", "overpaid", "pay_out", "print_of",
    "print_receipt", "recount_drawer", "refund_row", "refunds_of", "send_till_back", "set_float", "settle_callback", "settled_among", "sheet_for",
    "take_cash", "take_drawer", "taken_today", "tills_to_accept", "turn_into_cash", "void_bill", "waiver_row", "waivers_of", "write_overpaid",
    "write_refund", "write_waiver",
]  # fmt: skip
