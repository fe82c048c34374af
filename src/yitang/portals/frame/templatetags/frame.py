"""Widgets: each draws one component of the look in all of its states, on the server."""

import re
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yitang.kernel import clock, money
from yitang.portals.frame.forms import fresh_key
from yitang.processes.outages import public as outages

register = template.Library()

# ``R164 Art.31-32,35(2)``: an order of the ministry and its articles, as the catalogue and the rules write it.
CITED = re.compile(r"R(\d+) Art\.\s?([\d,()-]+)")
ICONS = {"ok": "✓", "warn": "!", "bad": "✕", "wait": "…", "priority": "★", "info": "i"}


@register.simple_tag
def once_key() -> SafeString:
    """Hidden one-use key of a form."""
    return format_html('<input type="hidden" name="once" value="{}">', fresh_key())


@register.simple_tag
def status(kind: str, words: str) -> SafeString:
    """A status: icon, word and colour, never colour alone."""
    return format_html('<span class="status {}"><i aria-hidden="true">{}</i>{}</span>', kind, ICONS.get(kind, ""), words)


@register.simple_tag
def yuan(fen: int) -> str:
    """Money: ``100.00 元``."""
    return f"{money.yuan(fen)} 元"


@register.filter
def clock_time(at: datetime | None) -> str:
    """24-hour local time of an instant, to the minute."""
    return clock.local(at).strftime("%H:%M") if at else ""


@register.filter
def clock_second(at: datetime | None) -> str:
    """24-hour local time of an instant, to the second."""
    return clock.local(at).strftime("%H:%M:%S") if at else ""


@register.filter
def day(at: Any) -> str:
    """A date in Chinese: 2026年11月23日."""
    if at is None:
        return ""
    on = clock.local(at).date() if isinstance(at, datetime) else at
    return f"{on.year}年{on.month}月{on.day}日"


@register.filter
def at(found: dict[Any, Any], key: Any) -> Any:
    """What a table holds of a key; nothing when it holds none."""
    return found.get(key, "")


@register.filter
def iso_day(text: str | None) -> str:
    """A date that came as text: ``2026-11-23`` becomes 2026年11月23日; what is none stays as it is."""
    try:
        return day(date.fromisoformat(text or ""))
    except ValueError:
        return text or ""


@register.filter
def law(cited: str | None) -> str:
    """A legal basis as a citizen reads it: ``R162 Art.63(2)`` becomes 公安部令第162号 第63条(2)."""

    def words(found: re.Match[str]) -> str:
        parts = []
        for one in found[2].strip(",").split(","):
            number, bracket, rest = one.partition("(")
            parts.append(f"第{number}条{bracket}{rest}")
        return f"公安部令第{found[1]}号 {'、'.join(parts)}"

    return CITED.sub(words, cited or "")


@register.filter
def minutes(seconds: float | None) -> str:
    """A span in minutes and seconds: 3:12."""
    if seconds is None:
        return ""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


@register.inclusion_tag("frame/_plate.html")
def plate(number: Any, size: str = "sm", masked: bool = False) -> dict[str, Any]:
    """A licence plate with its colours; the dot is drawn, the colour has a word for screen readers."""
    return {"plate": number, "size": size, "masked": masked}


@register.inclusion_tag("frame/_live_mark.html")
def live_mark() -> dict[str, Any]:
    """The mark that says how old the live parts are; the push client fills it."""
    return {}


@register.inclusion_tag("frame/_paper_mode.html")
def paper_mode(hall_id: UUID) -> dict[str, Any]:
    """The line that a hall works on paper now; nothing when it does not."""
    return {"on": outages.paper_mode(hall_id)}


@register.filter
def elapsed(since: datetime | None) -> float | None:
    """Seconds from an instant until now on the shared clock; nothing of nothing."""
    return max(0.0, (clock.now() - since).total_seconds()) if since else None


@register.filter
def whole_minutes(seconds: float | None) -> str:
    """A span in whole minutes: 24."""
    return "" if seconds is None else str(int(seconds) // 60)


@register.filter
def minutes_up(seconds: float | None) -> str:
    """The upper end of a range in minutes, rounded up: 24:10 is 25."""
    return "" if seconds is None else str(-int(-seconds // 60))
