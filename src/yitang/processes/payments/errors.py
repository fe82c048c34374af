"""Refusals of payments."""

from yitang.kernel.errors import Refusal


class BillSettledAlready(Refusal):
    """Nothing is charged twice."""

    code = "bill_settled_already"
    zh = "这张账单已经缴清，没有再收。"
    en = "This bill is settled already; nothing was charged again."
    status = 409


class WrongAmount(Refusal):
    """The cash counted is not the amount of the bill."""

    code = "wrong_amount"
    zh = "应收 {due}，输入的是 {given}。"
    en = "Due {due}, entered {given}."
    status = 422


class NoBill(Refusal):
    """The case has no bill."""

    code = "no_bill"
    zh = "这件业务还没有账单。"
    en = "This case has no bill yet."
    status = 404
