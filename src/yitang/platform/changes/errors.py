"""Refusals of changes."""

from yitang.kernel.errors import Refusal


class NothingChanges(Refusal):
    """What was asked for is what it is on that day already."""

    code = "nothing_changes"
    zh = "和那一天的现状一样，没有什么要改。"
    en = "That is what it is on that day already; nothing would change."
    status = 409
    cure_zh = "改一下内容或生效日期，再交。"
    cure_en = "Change what it becomes or the day, then send again."


class EffectTooEarly(Refusal):
    """A change counts from today on at the earliest, of some kinds from tomorrow."""

    code = "effect_too_early"
    zh = "生效日期最早是 {first}：已经过去的日子不能改。"
    en = "It can count from {first} at the earliest; what is past is not changed."
    cure_zh = "选 {first} 或以后的日子。"
    cure_en = "Choose {first} or later."


class EffectPast(Refusal):
    """The day from which it should have counted is past by the time it is decided."""

    code = "effect_past"
    zh = "生效日期已经过了，没有确认。"
    en = "The day from which it should count is past; it was not confirmed."
    status = 409
    cure_zh = "退回，请申请人换个日期重新申请。"
    cure_en = "Refuse it, and have it asked for anew with another day."


class AnotherChangeWaits(Refusal):
    """One change of a thing waits at a time."""

    code = "another_change_waits"
    zh = "这一项已有一个改动在等确认。"
    en = "Another change of this waits to be decided."
    status = 409
    cure_zh = "先看那一个：等它有了结果，或由申请人撤回，再申请。"
    cure_en = "Look at that one first; ask again when it is decided, or have its asker take it back."


class ChangeDecided(Refusal):
    """It was decided, taken back, or has waited too long."""

    code = "change_decided"
    zh = "这个改动已经有结果了，没有再改。"
    en = "This change was decided already, or has waited too long; nothing was done."
    status = 409
    cure_zh = "看改动记录；还要改，重新申请。"
    cure_en = "Look at the list of changes; if it is still wanted, ask anew."


class ChangeOvertaken(Refusal):
    """The thing is no longer what the asker saw when he asked."""

    code = "change_overtaken"
    zh = "申请以后，这一项又改过了，和申请时看到的不一样。"
    en = "What is to be changed has changed since this was asked for."
    status = 409
    cure_zh = "退回，请申请人看过现在的样子再申请。"
    cure_en = "Refuse it; its asker looks at how it is now and asks anew."


class ChangeNeedsTwo(Refusal):
    """Who asked for a change does not decide it, whichever account he uses."""

    code = "change_needs_two"
    zh = "申请人不能自己确认。"
    en = "Who asked for a change does not decide it."
    status = 403
    cure_zh = "请另一个人确认。"
    cure_en = "Have somebody else decide."


class ReasonOfChangeMissing(Refusal):
    """A change, its refusal and its withdrawal say why."""

    code = "reason_missing"
    zh = "理由没有填。"
    en = "The reason is missing."
    cure_zh = "写一句为什么；确认的人和审计管理员看得到。"
    cure_en = "Say in one sentence why; who decides and the audit administrator read it."


class NoSuchChange(Refusal):
    """No change has this id, or nothing of this kind can be changed."""

    code = "no_such_change"
    zh = "没有这个改动，或者这一项不能改。"
    en = "There is no such change, or this cannot be changed."
    status = 404


class SourceMissing(Refusal):
    """A value of policy says on whose word it is changed."""

    code = "source_missing"
    zh = "依据没有填。"
    en = "The source is missing."
    cure_zh = "写文件名和文号，或者本所的决定；没有依据的值不改。"
    cure_en = "Name the order, letter or decision of the office; no value changes without one."
