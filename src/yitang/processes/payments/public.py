"""Front door of payments."""

from yitang.processes.payments.cash_acts import take_cash
from yitang.processes.payments.code_acts import OrderRow, ask_code, cancel_code, order_of, settle_callback, void_bill
from yitang.processes.payments.domain import Callback
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
from yitang.processes.payments.operations import BillRow, bill_of, is_settled, open_bill, taken_today
from yitang.processes.payments.queries import OverpaidRow, Shown, code_at, overpaid, settled_among
from yitang.processes.payments.sandbox import Sandbox, SandboxOrder

__all__ = [
    "BillHeld", "BillRow", "BillSettledAlready", "BillVoid", "Callback", "CallbackForged", "CallbackUnconfirmed", "MoneyNotReturned", "NoBill",
    "NoOpenCode", "OrderRow", "OverpaidRow", "ProviderSilent", "Sandbox", "SandboxOrder", "Shown", "WrongAmount", "ask_code", "bill_of", "cancel_code",
    "code_at", "free_bill", "hold_bill", "is_settled", "open_bill", "order_of", "overpaid", "settle_callback", "settled_among", "take_cash", "taken_today",
    "void_bill",
]  # fmt: skip
