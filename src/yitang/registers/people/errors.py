"""Refusals of the people room."""

from yitang.kernel.errors import Refusal


class NobodyFound(Refusal):
    """No person has this number, or not one that this viewer may see."""

    code = "nobody_found"
    zh = "没有找到。请核对号码。"
    en = "Not found. Check the number."
    status = 404


class TooManyMisses(Refusal):
    """More searches without a hit in an hour than anybody needs for work."""

    code = "too_many_misses"
    zh = "一小时内查无此人的次数太多，查询已暂停，并已报告监督岗。"
    en = "Too many searches without a hit this hour; searching is paused and reported."
    status = 429


class ReasonNeeded(Refusal):
    """A masked value is shown only for a stated reason."""

    code = "reason_needed"
    zh = "显示完整号码要写明理由。"
    en = "State a reason to see the full number."


class NumberTaken(Refusal):
    """Another entry of the register holds this number now."""

    code = "number_taken"
    zh = "登记里已经有人用这个证件号。"
    en = "Another entry of the register holds this number."
    status = 409
    cure_zh = "请核对号码；确是同一人的两条登记，请按凭证合并。"
    cure_en = "Check the number; if two entries are one person, match them by evidence."


class ChangeMadeAlready(Refusal):
    """The change of name or number was made before."""

    code = "change_made_already"
    zh = "这次信息变更已经登记过了。"
    en = "This change was made already."
    status = 409


class PhoneInvalid(Refusal):
    """Not a mobile number."""

    code = "phone_invalid"
    zh = "手机号码不对，要 11 位、1 开头。"
    en = "Not a mobile number: eleven digits that begin with 1."
    cure_zh = "请核对后再填。"
    cure_en = "Check it and type it again."
