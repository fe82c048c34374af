"""Refusals of erasure."""

from yitang.kernel.errors import Refusal
from yitang.processes.erasure.domain import LAW


class GroundUnknown(Refusal):
    """No ground of the law was chosen."""

    code = "erasure_ground_unknown"
    zh = "没有选法定理由，没有保存。"
    en = "No legal ground was chosen; nothing was saved."
    article = LAW
    cure_zh = "从表里选一项法定理由。"
    cure_en = "Choose one of the grounds of the law."


class ErasureNeedsReason(Refusal):
    """No reason was written."""

    code = "erasure_needs_reason"
    zh = "没有写理由，没有保存。"
    en = "No reason was given; nothing was saved."
    cure_zh = "写清楚是谁、哪天、怎么提出的，不要写证件号、手机号。"
    cure_en = "Say who asked, when and how; leave out ID numbers and phones."


class OnlyForPeople(Refusal):
    """The number is an organisation's: what is kept about it is no personal data, and its key closes acts about many people."""

    code = "erasure_only_for_people"
    zh = "这是单位的号码。抹除只对自然人。"
    en = "This number is an organisation's; only what is said about a natural person is erased."
    article = LAW
    cure_zh = "核对号码；单位的经办人要用他本人的证件号。"
    cure_en = "Check the number; for somebody of the organisation use his own."


class NothingToErase(Refusal):
    """Nothing that the log says lies under a key of this person."""

    code = "nothing_to_erase"
    zh = "日志里没有这个人的可抹除内容。"
    en = "The log holds nothing about this person that could be erased."
    status = 409
    cure_zh = "不用办。如实答复申请人即可。"
    cure_en = "Nothing needs doing; tell the person so."


class MustBeKept(Refusal):
    """A case of the person must be kept: the archive duty goes before the erasure."""

    code = "case_must_be_kept"
    zh = "不能抹除：业务 {number} 要存档，{until_zh}。"
    en = "This cannot be erased: case {number} must be kept, {until}."
    status = 409
    article = LAW
    cure_zh = "到期后再申请；没到期的，只作存储和必要的安全保护，把这条理由答复申请人。"
    cure_en = "Ask again when the time is over; until then it is only stored and protected. Give the person this reason."


class ErasureOfOneself(Refusal):
    """The person is the one who asks or decides, under whichever account and entry of the register."""

    code = "erasure_of_oneself"
    zh = "抹除的是您本人的内容，您不能申请也不能决定。"
    en = "This is about yourself: you can neither ask for it nor decide it."
    status = 403
    cure_zh = "请另一位同事办。"
    cure_en = "Ask a colleague to do it."


class ErasureNeedsTwo(Refusal):
    """Who asked does not decide."""

    code = "erasure_needs_two"
    zh = "这是您申请的，要由另一个人决定。"
    en = "You asked for this: another person decides."
    status = 403
    cure_zh = "请另一位所长来办。"
    cure_en = "Ask the other head of the office."


class ErasureWaits(Refusal):
    """The same person's erasure waits already."""

    code = "erasure_waits"
    zh = "这个人的抹除已经有人申请，正等确认。"
    en = "An erasure of this person was asked for and waits to be decided."
    status = 409
    cure_zh = "在“等确认”里看，不用再申请。"
    cure_en = "It stands under “waiting”; there is no need to ask again."


class ErasureDecided(Refusal):
    """It was decided meanwhile."""

    code = "erasure_decided"
    zh = "这份申请已经有结果了。"
    en = "This request was decided already."
    status = 409
    cure_zh = "刷新列表看结果。"
    cure_en = "Reload the list to see the result."
