"""Refusals of payments."""

from yitang.kernel.errors import Refusal


class BillSettledAlready(Refusal):
    """Nothing is charged twice."""

    code = "bill_settled_already"
    zh = "这张账单已经缴清，没有再收。"
    en = "This bill is settled already; nothing was charged again."
    status = 409


class BillVoid(Refusal):
    """The case was withdrawn and its bill with it."""

    code = "bill_void"
    zh = "这件业务已经撤回，账单作废，没有收钱。"
    en = "This case was withdrawn and its bill is void; nothing was charged."
    status = 409


class BillHeld(Refusal):
    """The case stands still, and nothing is taken for it meanwhile."""

    code = "bill_held"
    zh = "这件业务正在核查，暂停办理，现在不收费，没有收钱。"
    en = "This case is being looked into and stands still; nothing is taken now and nothing was charged."
    status = 409
    cure_zh = "等核查结论；恢复办理后再收。"
    cure_en = "Wait for the end of the investigation; take the money when the case goes on."


class MoneyNotReturned(Refusal):
    """What was paid goes back before the case is withdrawn."""

    code = "money_not_returned"
    zh = "这件业务已经收了 {yuan} 元，还没有退，不能撤回。"
    en = "{yuan} yuan were paid for this case and not returned; it cannot be withdrawn."
    status = 409
    cure_zh = "系统里还不能退费，以后才有。先请示所长退费的办法，业务留着不动。"
    cure_en = "Refunds are not built yet and come later. Ask the head of the office about the money and leave the case as it is."


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


class ProviderSilent(Refusal):
    """The provider did not answer in time, or not at all. Nothing was charged."""

    code = "provider_silent"
    zh = "付款平台没有回应，没有收到钱。"
    en = "The payment provider does not answer; nothing was charged."
    status = 503
    cure_zh = "可以再试一次，或者先收现金。"
    cure_en = "Try again, or take cash."


class CallbackForged(Refusal):
    """A payment message whose signature, merchant or currency is not right: nothing of it is believed."""

    code = "callback_forged"
    zh = "付款通知的签名不对，没有采信。"
    en = "The signature of this payment message is wrong; it was not believed."
    status = 403


class CallbackUnconfirmed(Refusal):
    """The provider, asked, does not say what the message said."""

    code = "callback_unconfirmed"
    zh = "向付款平台核实，结果和通知不一致，没有采信。"
    en = "The provider, when asked, does not confirm this message; it was not believed."
    status = 409


class NoOpenCode(Refusal):
    """There is no pay code that could be taken back or paid."""

    code = "no_open_code"
    zh = "这个付款码已经作废或已付过，没有再收。"
    en = "This pay code is over or was paid already; nothing was charged."
    status = 409
    cure_zh = "请看第二屏上现在的码，或问窗口。"
    cure_en = "Look at the code on the second screen now, or ask at the window."
