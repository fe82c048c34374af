"""The forms that ask for a change, one for each kind: what stands in them at first, and how they are read."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import QueryDict

from yitang.kernel import clock
from yitang.platform.changes.public import Change, worded
from yitang.platform.policy.public import value_row, values
from yitang.portals.admin.forms import day_of
from yitang.portals.frame.fields import FieldWrong
from yitang.registers.catalogue.public import CATEGORIES, businesses
from yitang.registers.offices.public import hours_of, special_days, window

LONGEST_VALUE, MOST_DAYS, AHEAD_DAYS = 20_000, 60, 400
WEEK = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind is asked for. ``read``: what it becomes and from which day. ``shown``: what the page shows; with a change, what was before it."""

    read: Callable[[QueryDict], tuple[Any, date]]
    shown: Callable[[str, QueryDict, Change | None], dict[str, Any]]


def form_of(kind: str, subject: str, said: QueryDict, undone: Change | None) -> dict[str, Any]:
    """What the form of a kind shows: what was typed, or what is now, or what was before a change that is to be undone."""
    reason = f"退回 {undone.effective_from.isoformat()} 的改动" if undone else ""
    return {"typed": said or {"reason": reason}, "undone": undone, **FORMS[kind].shown(subject, said, undone)}


def _first(said: QueryDict) -> date:
    found = day_of(said, "from_on", "从哪天生效")
    if found is None:
        raise FieldWrong(name="从哪天生效")
    return found


def _read_policy(said: QueryDict) -> tuple[Any, date]:
    try:
        found = json.loads(said.get("value", "")[:LONGEST_VALUE])
    except (ValueError, RecursionError) as fault:
        raise FieldWrong(name="新的值") from fault
    if not said.get("source", "").strip():
        raise FieldWrong(name="依据")
    return found, _first(said)


def _show_policy(name: str, said: QueryDict, undone: Change | None) -> dict[str, Any]:
    now = value_row(name)
    return {"now": now, "rows": [(one, worded(one.value)) for one in values(name)], "value": said.get("value") or worded(undone.was if undone else now.value)}


def _read_hours(said: QueryDict) -> tuple[Any, date]:
    found: dict[str, list[str] | None] = {}
    for n in range(1, 8):
        times = [said.get(f"{end}_{n}", "").strip() for end in ("opens", "closes")]
        found[str(n)] = times if any(times) else None
    return found, _first(said)


def _show_hours(subject: str, said: QueryDict, undone: Change | None) -> dict[str, Any]:
    if said:
        shown = {str(n): [said.get(f"opens_{n}", ""), said.get(f"closes_{n}", "")] for n in range(1, 8)}
    elif undone:
        shown = {day: times or ["", ""] for day, times in undone.was.items()}
    else:
        kept = hours_of(UUID(subject), clock.today())
        shown = {str(n): [f"{one:%H:%M}" for one in kept[n]] if n in kept else ["", ""] for n in range(1, 8)}
    return {"week": [(n, WEEK[n - 1], *shown[str(n)]) for n in range(1, 8)]}


def _read_days(said: QueryDict) -> tuple[Any, date]:
    kept = said.get("days", "")
    if kept:
        try:
            found = json.loads(kept[:LONGEST_VALUE])
            return found, min(date.fromisoformat(one) for one in found)
        except (ValueError, TypeError, RecursionError) as fault:
            raise FieldWrong(name="日子") from fault
    first, last = _first(said), day_of(said, "to_on", "到哪天") or _first(said)
    count = (last - first).days + 1
    if not 1 <= count <= MOST_DAYS:
        raise FieldWrong(name="到哪天")
    what = said.get("works", "")
    if what not in ("yes", "no", "plain"):
        raise FieldWrong(name="上班还是放假")
    day = None if what == "plain" else [what == "yes", said.get("name_zh", "").strip(), said.get("name_en", "").strip()]
    return {(first + timedelta(days=n)).isoformat(): day for n in range(count)}, first


def _show_days(subject: str, said: QueryDict, undone: Change | None) -> dict[str, Any]:
    today = clock.today()
    kept = special_days(None if subject == "all" else UUID(subject), today, today + timedelta(days=AHEAD_DAYS))
    back = {day: what for day, what in undone.was.items() if day >= today.isoformat()} if undone else {}
    return {"special": [(day, WEEK[day.weekday()], *what) for day, what in kept.items()], "days": said.get("days") or (json.dumps(back) if back else ""),
            "back": back.items()}  # fmt: skip


def _read_plan(said: QueryDict) -> tuple[Any, date]:
    if said.get("takes") not in ("any", "some"):
        raise FieldWrong(name="办哪些业务")
    return None if said["takes"] == "any" else said.getlist("business"), _first(said)


def _show_plan(subject: str, said: QueryDict, undone: Change | None) -> dict[str, Any]:
    if said:
        chosen = None if said.get("takes") == "any" else set(said.getlist("business"))
    elif undone:
        chosen = None if undone.was is None else set(undone.was)
    else:
        kept = window(UUID(subject), clock.today()).skills
        chosen = None if kept is None else set(kept)
    groups = [(zh, [(one, chosen is not None and one.code in chosen) for one in businesses() if one.category == name]) for name, (zh, _) in CATEGORIES.items()]
    return {"any": chosen is None, "groups": groups}


FORMS = {
    "policy": Form(_read_policy, _show_policy), "hours": Form(_read_hours, _show_hours), "days": Form(_read_days, _show_days),
    "plan": Form(_read_plan, _show_plan),
}  # fmt: skip
