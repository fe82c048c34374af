"""Who is next for a window: one linear index for each class over an immutable snapshot and a given clock.

First-come, strict priority, accumulating priority and head start are settings of the one rule: index = start + rate × minutes
waited. First come: every class (0, 1). Strict: a start larger than any wait. Accumulating priority (Kleinrock 1964): start 0
and a greater rate. Head start: equal rates and a start in minutes. A hard age cap puts whoever waited longer before everybody.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import NamedTuple
from uuid import UUID

Key = tuple[bool, float, datetime, str]


@dataclass(frozen=True, slots=True)
class ClassRule:
    """The line of one class: ``start`` in index points, ``rate`` in points a minute waited.

    Raises: ValueError when the index would fall while somebody waits.
    """

    start: float
    rate: float

    def __post_init__(self) -> None:
        if self.rate < 0:
            raise ValueError(f"a rate of {self.rate} points a minute")


@dataclass(frozen=True, slots=True)
class Rule:
    """A versioned calling rule of a hall. ``age_cap_minutes``: beyond this wait a ticket goes before all others."""

    version: int
    classes: Mapping[str, ClassRule]
    age_cap_minutes: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """One who waits. ``since`` counts from the first moment in this hall, so a transfer loses nothing.

    ``only_window``: set when a clerk sent the person on to that window; ``not_window``: the window that sent the person on.
    """

    ticket_id: UUID
    label: str
    klass: str
    businesses: frozenset[str]
    since: datetime
    ready_at: datetime
    only_window: UUID | None = None
    not_window: UUID | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """A window that asks. ``skills`` None takes any business."""

    id: UUID
    skills: frozenset[str] | None


class Candidate(NamedTuple):
    """One eligible ticket with the points of its index, as it is stored with the call."""

    ticket_id: UUID
    label: str
    points: float
    capped: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen ticket and the candidates in order; ``ticket_id`` None when nobody is eligible."""

    ticket_id: UUID | None
    candidates: tuple[Candidate, ...]
    rule_version: int


def eligible(waiting: Waiting, window: Window, now: datetime) -> bool:
    """Whether this window may call this ticket now."""
    return waiting.ready_at <= now and fits(waiting, window)


def fits(waiting: Waiting, window: Window) -> bool:
    """Whether this window takes what this ticket is for, and is not one that it may not go to."""
    if waiting.not_window is not None and waiting.not_window == window.id:
        return False
    if waiting.only_window is not None:
        return waiting.only_window == window.id
    return window.skills is None or waiting.businesses <= window.skills


def index(waiting: Waiting, rule: Rule, now: datetime) -> tuple[float, bool]:
    """The index of a ticket, and whether it is beyond the age cap. A class without a line counts as ``ordinary``."""
    minutes = (now - waiting.since).total_seconds() / 60
    line = rule.classes.get(waiting.klass) or rule.classes["ordinary"]
    return line.start + line.rate * minutes, minutes >= rule.age_cap_minutes


def _order(rule: Rule, now: datetime) -> Callable[[Waiting], Key]:
    """Sorts the line: beyond the cap first and oldest first among them, then by index, then by time, then by label."""

    def key(waiting: Waiting) -> Key:
        points, capped = index(waiting, rule, now)
        return not capped, 0.0 if capped else -points, waiting.since, waiting.label

    return key


def _foremost(queue: Sequence[Waiting], most: int) -> list[Waiting]:
    """Of each class those who may be among the first ``most``: within a class whoever waited longer is never behind."""
    heads: dict[str, list[Waiting]] = {}
    for waiting in sorted(queue, key=attrgetter("since", "label")):
        head = heads.setdefault(waiting.klass, [])
        if len(head) < most:
            head.append(waiting)
    return [waiting for head in heads.values() for waiting in head]


def choose(queue: Sequence[Waiting], window: Window, rule: Rule, now: datetime, most: int | None = None) -> Choice:
    """The next ticket for a window: beyond the cap first (oldest first), then by index, then by time, then by label.

    ``most``: how many candidates the choice holds, all when it is not said.
    """
    found = [w for w in queue if w.ready_at <= now and fits(w, window)]
    key = _order(rule, now)
    ranked = sorted([(key(w), w) for w in (found if most is None else _foremost(found, most))], key=itemgetter(0))
    candidates = tuple(
        [Candidate(w.ticket_id, w.label, round(-k[1] if k[0] else index(w, rule, now)[0], 4), not k[0]) for k, w in ranked[:most]]
    )  # fmt: skip
    return Choice(candidates[0].ticket_id if candidates else None, candidates, rule.version)


def fewest_skills(windows: Sequence[Window], waiting: Waiting, now: datetime) -> Window | None:
    """Of several idle windows the one with fewest skills that fits, so that the widest stays free for what only it can do."""
    fitting = [w for w in windows if eligible(waiting, w, now)]
    return min(fitting, key=lambda w: (w.skills is None, len(w.skills or ()), str(w.id)), default=None)


def ahead(queue: Sequence[Waiting], mine: UUID, rule: Rule, now: datetime) -> tuple[Waiting, ...]:
    """Those who would be called before this ticket if nobody else came, in order; everybody, for one who is not in the line."""
    key = _order(rule, now)
    ready = [(key(w), w) for w in queue if w.ready_at <= now]
    own = next((key for key, w in ready if w.ticket_id == mine), None)
    before = [found for found in ready if own is None or found[0] < own]
    return tuple(w for _, w in sorted(before, key=lambda found: found[0]))


@dataclass(frozen=True, slots=True)
class Line:
    """Those who are ready, in the order in which they would be called: many newcomers can be placed in it without sorting again."""

    order: tuple[Waiting, ...]
    keys: tuple[Key, ...]

    def before(self, newcomer: Waiting, rule: Rule, now: datetime) -> int:
        """How many would be called before one who comes now; the same as the length of ``ahead``."""
        return bisect_left(self.keys, _order(rule, now)(newcomer))


def line(queue: Sequence[Waiting], rule: Rule, now: datetime) -> Line:
    """Put the queue into its order."""
    key = _order(rule, now)
    found = sorted([(key(w), w) for w in queue if w.ready_at <= now], key=itemgetter(0))
    return Line(tuple(w for _, w in found), tuple(key for key, _ in found))
