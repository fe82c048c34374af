"""Refusals of disclosure."""

from yitang.kernel.errors import Refusal


class BudgetSpent(Refusal):
    """As many distinct persons were seen today as this post may see in a day (X14)."""

    code = "budget_spent"
    zh = "您今天看过的人到了 {allowed} 位的上限，这一位没有显示。"
    en = "You have reached today's limit of {allowed} people; this one was not shown."
    status = 429
    cure_zh = "今天看过的人还能再看。还要看别人，请所长在“今天看过的人”里写明理由给您加，加了马上就能接着办；填好的都还在。"
    cure_en = "Whom you saw today you may see again. For more, ask the head of the office to raise it today with a reason; nothing you typed is lost."


class NotOwnBudget(Refusal):
    """Nobody raises the own budget, whichever account he uses."""

    code = "not_own_budget"
    zh = "不能给自己加。"
    en = "Nobody raises his own limit."
    status = 403
    cure_zh = "请本单位另一位所长加。"
    cure_en = "Ask another head of this office."


class RaiseWithoutReason(Refusal):
    """A budget is raised for a stated reason."""

    code = "raise_without_reason"
    zh = "加人数要写明理由。"
    en = "State why more people have to be seen today."
    cure_zh = "写一句：什么工作，为什么今天要看这么多人。"
    cure_en = "One sentence: which work, and why so many today."


class RaiseOutOfBounds(Refusal):
    """More at once than policy lets anybody add."""

    code = "raise_out_of_bounds"
    zh = "一次可以加 1 到 {most} 位。"
    en = "Between 1 and {most} can be added at once."
    cure_zh = "请改人数；不够可以再加一次，每次都有记录。"
    cure_en = "Change the number; more can be added again, each time on record."
