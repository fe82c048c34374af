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
    cure_zh = "打开业务的“钱”页，申请退全部，另一位批准后再撤回。"
    cure_en = "Open the money of the case and ask for all of it to go back; when another person has approved, withdraw."


class AmountChanged(Refusal):
    """A part of the bill was waived while the code was asked for."""

    code = "amount_changed"
    zh = "刚才减免了一部分，现在应缴 {due} 元，没有出码。"
    en = "A part was waived just now, {due} yuan are due; no code was made."
    status = 409
    cure_zh = "再按一次扫码收款。"
    cure_en = "Ask for the code once more."


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


class ChoiceUnknown(Refusal):
    """A ground or reason that the office's list does not have."""

    code = "choice_unknown"
    zh = "没有选理由，或者选的理由不在表里。"
    en = "No reason was chosen, or one that is not in the list."
    cure_zh = "请在表里选一项。"
    cure_en = "Choose one of the list."


class WordsNeeded(Refusal):
    """A waiver, refund, refusal or correction without the words that say what it rests on."""

    code = "words_needed"
    zh = "“{name_zh}”要写，至少两个字。"
    en = "Write the {name_en}: two characters at least."
    cure_zh = "写一句别人看得懂的话再提交。"
    cure_en = "Write what another person can check, and submit again."


class NothingToWaive(Refusal):
    """The bill asks for nothing."""

    code = "nothing_to_waive"
    zh = "这张账单不收费，没有可减免的。"
    en = "This bill asks for nothing; there is nothing to waive."
    status = 409


class AskedAlready(Refusal):
    """A waiver or refund of this bill waits already, or was granted."""

    code = "asked_already"
    zh = "这张账单已经有一个减免或退费在办，没有再加。"
    en = "A waiver or refund of this bill is in hand already; none was added."
    status = 409
    cure_zh = "先等它批完；申请错了可以撤销再申请。"
    cure_en = "Wait until it is decided; what was asked by mistake can be taken back."


class NotWaitingAnyMore(Refusal):
    """Decided, dropped or done in the meantime."""

    code = "not_waiting_any_more"
    zh = "这一笔现在是“{state_zh}”，没有再改。"
    en = "This one is “{state_en}” by now; nothing was changed."
    status = 409
    cure_zh = "重新打开这一页，看现在的情况。"
    cure_en = "Open the page again and see how it stands."


class TwoPeopleNeeded(Refusal):
    """Whoever asked, accepted or counted does not decide on it."""

    code = "two_people_needed"
    zh = "申请、受理或清点的人不能自己批，要换一个人。"
    en = "Whoever asked, accepted or counted does not decide on it; another person does."
    status = 403
    cure_zh = "请审核岗或所长批。"
    cure_en = "Ask a reviewer or the head of the office."


class NothingPaid(Refusal):
    """There is no payment that could go back."""

    code = "nothing_paid"
    zh = "这件业务没有收过钱，没有可退的。"
    en = "Nothing was paid for this case; there is nothing to return."
    status = 409


class MoreThanPaid(Refusal):
    """Never more goes back than was paid."""

    code = "more_than_paid"
    zh = "最多能退 {most} 元，输入的是 {given} 元，没有退。"
    en = "At most {most} yuan can go back, {given} were entered; nothing was returned."
    status = 409
    cure_zh = "改成不超过能退的数。"
    cure_en = "Enter no more than that."


class WholeOnly(Refusal):
    """For this reason all that was paid goes back, or nothing."""

    code = "whole_only"
    zh = "这个理由要退全部 {most} 元，不能只退一部分。"
    en = "For this reason all {most} yuan go back, not a part."
    cure_zh = "金额填全部；只退多收的，理由选“多收”。"
    cure_en = "Enter all of it; to return only what was taken too much, choose that reason."


class PartOnly(Refusal):
    """What was taken too much is less than all."""

    code = "part_only"
    zh = "多收的只是一部分，要少于全部 {most} 元。"
    en = "What was taken too much is a part, less than all {most} yuan."
    cure_zh = "填多收的那一部分；全部退的换一个理由。"
    cure_en = "Enter that part; to return all of it choose another reason."


class DrawerShort(Refusal):
    """There is not so much cash in the drawer."""

    code = "drawer_short"
    zh = "钱箱里的现金不够退这一笔，没有退。"
    en = "The drawer does not hold enough cash for this refund; nothing was returned."
    status = 409
    cure_zh = "请到现金多的窗口付，或先补备用金。"
    cure_en = "Pay it at a window with more cash, or add to the float first."


class NotInCash(Refusal):
    """A refund that the provider returns does not leave a drawer."""

    code = "not_in_cash"
    zh = "这一笔原路退回扫码账户，不从钱箱付。"
    en = "This one goes back the way it came, not from a drawer."
    status = 409


class TillCounted(Refusal):
    """The window's money was counted for the day: nothing is taken or paid until it is opened again."""

    code = "till_counted"
    zh = "本窗口今天的钱已经点清日结，不能再收付现金。"
    en = "The money of this window was counted for the day; no cash is taken or paid."
    status = 409
    cure_zh = "没被接受的，可以在“钱箱”页重新点；已日结的，请到别的窗口收。"
    cure_en = "Until it is accepted it can be counted anew on the page of the drawer; after that take it at another window."


class EarlierDayOpen(Refusal):
    """An earlier day of this window is not settled."""

    code = "earlier_day_open"
    zh = "本窗口 {on} 的钱还没日结，先结那一天再收现金。"
    en = "The money of this window of {on} is not settled; settle that day before taking cash."
    status = 409
    cure_zh = "打开“钱箱”，点清那一天的钱。"
    cure_en = "Open the page of the drawer and count that day."


class DrawerHeldByAnother(Refusal):
    """The drawer is another officer's until both have counted it."""

    code = "drawer_held_by_another"
    zh = "这个钱箱还在交班人名下，没有收付现金。"
    en = "This drawer is still in the hands of whoever had it before; no cash was taken or paid."
    status = 409
    cure_zh = "打开“钱箱”，两个人各点一遍，对上就接过来。扫码收款不受影响。"
    cure_en = "Open the page of the drawer: both count it, and it is yours. Payment by code goes on."


class DrawerNotGiven(Refusal):
    """The one who had the drawer has not counted it for the hand-over."""

    code = "drawer_not_given"
    zh = "交班人还没点清交出，钱箱没有换手。"
    en = "Whoever had the drawer has not counted it; it did not change hands."
    status = 409
    cure_zh = "请交班人先点；人不在的，请审核岗或所长代点。"
    cure_en = "Let him count first; in his absence a reviewer or the head of the office does."


class DrawerCountsDiffer(Refusal):
    """The two counts of a hand-over are not the same."""

    code = "drawer_counts_differ"
    zh = "两个人点的数不一样，钱箱没有换手。"
    en = "The two counts are not the same; the drawer did not change hands."
    status = 409
    cure_zh = "两个人当面一起重新点。"
    cure_en = "Count it again together."


class DrawerInUse(Refusal):
    """The float is set before the first money of the day."""

    code = "drawer_in_use"
    zh = "今天已经收付过现金，备用金不能再改。"
    en = "Cash was taken or paid today; the float cannot be set any more."
    status = 409
    cure_zh = "差的数在日结时说明。"
    cure_en = "Explain what is missing when the day is settled."


class TillMovedOn(Refusal):
    """Another state than the page showed."""

    code = "till_moved_on"
    zh = "这本日账现在是“{state_zh}”，没有再改。"
    en = "This till is “{state_en}” by now; nothing was changed."
    status = 409
    cure_zh = "重新打开这一页，看现在的情况。"
    cure_en = "Open the page again and see how it stands."


class DifferenceUnexplained(Refusal):
    """A difference without its reason is not accepted."""

    code = "difference_unexplained"
    zh = "点的数和应有的数差 {yuan} 元，还没有说明原因。"
    en = "Counted and expected differ by {yuan} yuan, and nobody has said why."
    status = 409
    cure_zh = "请清点的人先选原因、写说明；不清楚的退回重点。"
    cure_en = "Let the one who counted say why, or send it back to be counted again."


class NothingDiffers(Refusal):
    """There is no difference to explain."""

    code = "nothing_differs"
    zh = "没有差额，不用说明。"
    en = "There is no difference to explain."
    status = 409


class CountHidden(Refusal):
    """What should be in the drawer is not shown before it is counted."""

    code = "count_hidden"
    zh = "还没点钱，应有的数先不给看。"
    en = "What should be there is shown after the count."
    status = 409
    cure_zh = "先在“钱箱”页填点清的数。"
    cure_en = "Enter what you counted on the page of the drawer first."


class NotPrinted(Refusal):
    """A receipt exists once the bill is settled."""

    code = "no_receipt_yet"
    zh = "还没缴费，没有收据。"
    en = "Not paid yet; there is no receipt."
    status = 409


class StatementTooEarly(Refusal):
    """A day that has not come."""

    code = "statement_too_early"
    zh = "这一天还没到，没有对账单。"
    en = "That day has not come; there is no statement of it."
    cure_zh = "选今天或以前的日期。"
    cure_en = "Choose today or a day before."
