"""The kinds of changes of an office: hours of a hall, closed days and working weekends, what a window takes. Each with effect from a day."""

from datetime import date, time
from typing import Any
from uuid import UUID

from yitang.platform.audit.public import Act
from yitang.platform.changes.public import Change, Kind, Preview
from yitang.platform.database.public import execute
from yitang.registers.catalogue.public import business, businesses
from yitang.registers.offices.access import ASK, CONFIRM, REFUSE
from yitang.registers.offices.domain import WindowRow, without_window
from yitang.registers.offices.errors import DaysWrong, HoursWrong, NoSuchHall, SkillsWrong
from yitang.registers.offices.queries import hall, hours_of, next_set, offices, special_days, window, windows

WEEK = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
ALL_HALLS, MOST_DAYS, LONGEST = "all", 60, 60
ANY, CLOSED = "什么业务都办", "不开门"
PUT_HOURS = """
INSERT INTO offices_opening (hall_id, weekday, opens, closes, effective_from) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT ON CONSTRAINT one_hours_row_for_a_weekday DO UPDATE SET opens = EXCLUDED.opens, closes = EXCLUDED.closes
"""
PUT_DAY = """
INSERT INTO offices_special_day (hall_id, "on", works, name_zh, name_en, verified) VALUES (%s, %s, %s, %s, %s, true)
ON CONFLICT ON CONSTRAINT one_special_day_for_hall_and_date
DO UPDATE SET works = EXCLUDED.works, name_zh = EXCLUDED.name_zh, name_en = EXCLUDED.name_en, verified = true
"""
PUT_PLAN = """
INSERT INTO offices_plan (window_id, effective_from, skills) VALUES (%s, %s, %s)
ON CONFLICT ON CONSTRAINT one_plan_for_window_and_day DO UPDATE SET skills = EXCLUDED.skills
"""


def _id(subject: str) -> UUID:
    try:
        return UUID(subject)
    except ValueError as fault:
        raise NoSuchHall from fault


def _of_hall(subject: str) -> tuple[UUID, ...]:
    return (hall(_id(subject)).office_id,)


def _hall_name(subject: str) -> str:
    found = hall(_id(subject))
    return f"{found.office_zh} {found.name_zh}"


def _read_hours(subject: str, said: Any) -> dict[str, list[str] | None]:
    """Seven days, Monday is 1: two times of day, or nothing for a day on which the hall is closed."""
    _of_hall(subject)
    if not isinstance(said, dict) or set(said) != {str(n) for n in range(1, 8)}:
        raise HoursWrong
    return {day: _times(said[day]) for day in sorted(said)}


def _times(said: Any) -> list[str] | None:
    if said is None:
        return None
    try:
        opens, closes = (time.fromisoformat(one) for one in said)
    except (TypeError, ValueError) as fault:
        raise HoursWrong from fault
    if opens >= closes or opens.tzinfo or closes.tzinfo:
        raise HoursWrong
    return [f"{opens:%H:%M}", f"{closes:%H:%M}"]


def _hours_now(subject: str, _: Any, on: date) -> dict[str, list[str] | None]:
    kept = hours_of(_id(subject), on)
    return {str(n): [f"{kept[n][0]:%H:%M}", f"{kept[n][1]:%H:%M}"] if n in kept else None for n in range(1, 8)}


def _put_hours(this: Act, change: Change) -> None:  # noqa: ARG001 - within the act
    for day, times in change.becomes.items():
        execute(PUT_HOURS, [_id(change.subject), int(day), *(times or (None, None)), change.effective_from])


def _seen_hours(subject: str, was: Any, becomes: Any, on: date) -> Preview:
    lines = tuple((WEEK[int(day) - 1], _span(was[day]), _span(becomes[day])) for day in sorted(becomes) if was[day] != becomes[day])
    shut = () if any(becomes.values()) else ("从那天起，这个大厅哪天都不开门。",)
    return Preview(lines, shut + _until(next_set("offices_opening", "hall_id", _id(subject), on)))


def _until(day: date | None) -> tuple[str, ...]:
    """That what is set holds only until something set before takes its place."""
    return (f"只到 {day.isoformat()} 的前一天：从那天起已定好了另一个安排。",) if day else ()


def _span(times: list[str] | None) -> str:
    return f"{times[0]}–{times[1]}" if times else CLOSED


def _of_days(subject: str) -> tuple[UUID, ...]:
    """Days of all halls are the city's; those of one hall, its office's."""
    return tuple(one.id for one in offices() if one.kind == "city") if subject == ALL_HALLS else _of_hall(subject)


def _read_days(subject: str, said: Any) -> dict[str, Any]:
    """Up to sixty days by date: whether the office works, what the day is called in Chinese and English; nothing for a day like any other."""
    _of_days(subject)
    if not isinstance(said, dict) or not 1 <= len(said) <= MOST_DAYS:
        raise DaysWrong
    return {day: _day(day, said[day]) for day in sorted(said)}


def _day(day: str, said: Any) -> list[Any] | None:
    try:
        date.fromisoformat(day)
    except ValueError as fault:
        raise DaysWrong from fault
    if said is None:
        return None
    if not isinstance(said, list) or len(said) != 3 or not isinstance(said[0], bool):
        raise DaysWrong
    names = [str(one).strip() for one in said[1:]]
    if any(not 1 <= len(name) <= LONGEST for name in names):
        raise DaysWrong
    return [said[0], *names]


def _days_now(subject: str, becomes: dict[str, Any], on: date) -> dict[str, Any]:
    days = [date.fromisoformat(day) for day in becomes]
    if min(days) < on:
        raise DaysWrong
    kept = special_days(None if subject == ALL_HALLS else _id(subject), min(days), max(days))
    return {day.isoformat(): kept.get(day) for day in days}


def _put_days(this: Act, change: Change) -> None:  # noqa: ARG001 - within the act
    place = None if change.subject == ALL_HALLS else _id(change.subject)
    for day, what in change.becomes.items():
        if what is None:
            execute('DELETE FROM offices_special_day WHERE hall_id IS NOT DISTINCT FROM %s AND "on" = %s', [place, day])
        else:
            execute(PUT_DAY, [place, day, *what])


def _seen_days(subject: str, was: Any, becomes: Any, on: date) -> Preview:  # noqa: ARG001 - the form that every kind has
    lines = tuple((f"{day} {WEEK[date.fromisoformat(day).weekday()]}", _said(was[day]), _said(becomes[day])) for day in becomes if was[day] != becomes[day])
    law = ("期限按工作日算：改了放假或补班，还没办完的业务的截止日也跟着变。",) if subject == ALL_HALLS else ()
    return Preview(lines, law)


def _said(day: list[Any] | None) -> str:
    if day is None:
        return "照平常"
    return f"{day[1]}，{'上班' if day[0] else '放假'}"


def _of_window(subject: str) -> tuple[UUID, ...]:
    return (hall(window(_id(subject), date.max).hall_id).office_id,)


def _read_skills(subject: str, said: Any) -> list[str] | None:
    """Codes of the catalogue, or nothing for any business (一窗通办)."""
    _of_window(subject)
    known = {one.code for one in businesses()}
    if said is None:
        return None
    if not isinstance(said, list) or not said or any(not isinstance(one, str) or one not in known for one in said):
        raise SkillsWrong
    return sorted(set(said))


def _skills_now(subject: str, _: Any, on: date) -> list[str] | None:
    kept = window(_id(subject), on).skills
    return None if kept is None else sorted(kept)


def _put_skills(this: Act, change: Change) -> None:  # noqa: ARG001 - within the act
    execute(PUT_PLAN, [_id(change.subject), change.effective_from, change.becomes])


def _seen_skills(subject: str, was: Any, becomes: Any, on: date) -> Preview:
    mine = window(_id(subject), on)
    before = windows(mine.hall_id, on)
    after = [WindowRow(one.id, one.hall_id, one.number, None if becomes is None else frozenset(becomes)) if one.id == mine.id else one for one in before]
    here = [one.code for one in businesses() if one.offered]
    lost = without_window(here, after)
    already = set(without_window(here, before))
    warnings = [f"{business(code).zh}：从那天起这个大厅没有窗口能办。" for code in lost if code not in already]
    warnings += [f"{business(code).zh}：现在就没有窗口能办，改了还是没有。" for code in lost if code in already]
    return Preview(((f"{mine.number} 号窗口", _skills(was), _skills(becomes)),), (*warnings, *_until(next_set("offices_plan", "window_id", mine.id, on))))


def _skills(codes: list[str] | None) -> str:
    return ANY if codes is None else "、".join(business(code).zh for code in codes)


def _window_name(subject: str) -> str:
    found = window(_id(subject), date.max)
    return f"{_hall_name(str(found.hall_id))} {found.number} 号窗口"


def _days_name(subject: str) -> str:
    return "全市所有大厅" if subject == ALL_HALLS else _hall_name(subject)


CHANGES = (
    Kind("hours", "办公时间", "Opening hours", ASK, CONFIRM, REFUSE, _of_hall, _read_hours, _hours_now, _put_hours, _seen_hours, _hall_name),
    Kind("days", "放假和补班", "Closed days and working weekends", ASK, CONFIRM, REFUSE, _of_days, _read_days, _days_now, _put_days, _seen_days, _days_name),
    Kind("plan", "窗口安排", "Window plan", ASK, CONFIRM, REFUSE, _of_window, _read_skills, _skills_now, _put_skills, _seen_skills, _window_name),
)  # fmt: skip
