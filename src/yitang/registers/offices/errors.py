"""Refusals of the offices."""

from yitang.kernel.errors import Refusal


class NoSuchHall(Refusal):
    """The id names no hall or office."""

    code = "no_such_hall"
    zh = "没有这个大厅。"
    en = "There is no such hall."
    status = 404


class HoursWrong(Refusal):
    """Hours are seven days with two times each, the first before the second, or closed."""

    code = "hours_wrong"
    zh = "办公时间填得不对：每天两个时间，开门早于关门；不开门的那天两个都空。"
    en = "Opening hours are two times a day, the first before the second; both empty on a day that is closed."
    cure_zh = "改那一天的时间再交。"
    cure_en = "Change the times of that day and send again."


class DaysWrong(Refusal):
    """Special days: one to sixty, none in the past, each with a name in both languages."""

    code = "days_wrong"
    zh = "日子填得不对：一次 1 到 60 天，从今天起，要写中文和英文名称。"
    en = "One to sixty days at a time, from today on, with a name in Chinese and English."
    cure_zh = "改起止日期或名称再交。"
    cure_en = "Change the dates or the name and send again."


class SkillsWrong(Refusal):
    """A window takes any business, or at least one of the catalogue."""

    code = "skills_wrong"
    zh = "没有选业务，或者选了目录里没有的。"
    en = "No business was chosen, or one that is not in the catalogue."
    cure_zh = "选“什么业务都办”，或者至少勾一项。"
    cure_en = "Choose any business, or tick one at least."
