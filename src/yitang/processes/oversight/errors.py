"""Refusals of oversight."""

from yitang.kernel.errors import Refusal


class NothingOfThatName(Refusal):
    """What was typed names nothing that the office has."""

    code = "nothing_of_that_name"
    zh = "找不到{what}“{said}”。"
    en = "There is no {what_en} “{said}”."
    status = 404
    cure_zh = "核对种类和写法：业务号像 261124-00001，排队号像 A012 并选对日期，工号一字不差，追踪号是 36 位。"
    cure_en = "Check kind and spelling: a case is 261124-00001, a ticket A012 with its day, a badge exactly, a trace has 36 characters."


class PurposeMissing(Refusal):
    """Nobody reads the log without saying why."""

    code = "audit_purpose_missing"
    zh = "没有选查阅事由，没有查。"
    en = "No purpose was chosen; nothing was read."
    cure_zh = "选一项事由再查，它要记进日志。"
    cure_en = "Choose a purpose; it is kept in the log."


class SpanTooLong(Refusal):
    """A range of time that is too long to be read at once."""

    code = "audit_span_too_long"
    zh = "时间范围太长：一次最多 {most} 天。"
    en = "Too long a time: at most {most} days at once."
    cure_zh = "缩短起止日期，或者从业务、排队号查起。"
    cure_en = "Choose nearer dates, or begin from a case or a ticket."
