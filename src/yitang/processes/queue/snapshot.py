"""The hall as it is now, read in one go: who waits, which windows work, what was measured."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from yitang.engines.dispatch.policy import ClassRule, Line, Rule, Waiting, Window, ahead, fits, line
from yitang.engines.waiting.estimate import Busy, Range, Times, estimate
from yitang.kernel import clock
from yitang.platform.database.public import lock_number, row, rows
from yitang.platform.identity.public import Place
from yitang.platform.policy.public import value
from yitang.processes.queue.domain import label
from yitang.registers.offices.public import WindowRow, hall, opening, windows

KEEP_S = 5.0
_kept: dict[Any, tuple[float, Any]] = {}
_guard, _camera = threading.Lock(), threading.Lock()
nights: dict[date, float] = {}
_pictures: dict[UUID, tuple[float, "Snapshot"]] = {}
PICTURE_S, LONG_LINE = 0.5, 50
NOBODY = UUID(int=0)

# One line of text for each who waits: what was read before in the same words need not be taken apart again.
LINE = (
    "concat_ws('|', q.id, q.letter, q.number, q.klass, array_to_string(q.businesses, ','), date_part('epoch', coalesce(q.counts_from, q.issued_at)), "
    "date_part('epoch', q.ready_at), coalesce(q.only_window::text, ''), coalesce(q.not_window::text, ''))"
)
WAITING = f"SELECT {LINE} AS line FROM queue_ticket q WHERE q.hall_id = %s AND q.state = 'waiting' AND q.day = %s"
DESK_AND_LINE = f"""
WITH held AS MATERIALIZED (SELECT pg_advisory_xact_lock(%(lock)s))
SELECT desk.kind, desk.letter, desk.number, (
    SELECT string_agg({LINE}, chr(10)) FROM queue_ticket q WHERE q.hall_id = %(hall)s AND q.state = 'waiting' AND q.day = %(day)s
    AND q.ready_at <= %(at)s AND (q.only_window = %(window)s OR q.only_window IS NULL AND (%(skills)s::varchar[] IS NULL OR q.businesses <@ %(skills)s))
) AS lines FROM held, (
    SELECT p.kind, t.letter, t.number FROM (SELECT %(window)s::uuid AS id) AS w
    LEFT JOIN queue_period p ON p.window_id = w.id AND p.to_at IS NULL
    LEFT JOIN queue_ticket t ON t.window_id = w.id AND t.state IN ('called', 'serving')
) AS desk
"""
OPEN_WINDOWS = """
SELECT p.window_id, p.kind, t.businesses, t.served_at, t.called_at FROM queue_period p
LEFT JOIN queue_ticket t ON t.window_id = p.window_id AND t.state IN ('called', 'serving')
WHERE p.hall_id = %s AND p.to_at IS NULL
"""
MEASURED = "SELECT business, seconds FROM queue_service_time WHERE hall_id = %s AND day >= %s"


@dataclass(frozen=True, slots=True)
class Samples:
    """Measured seconds by business, and of all businesses together."""

    by_business: dict[str, Times]
    pooled: Times


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A hall at one moment."""

    queue: tuple[Waiting, ...]
    open: tuple[tuple[Window, Busy | None], ...]
    samples: "Samples"
    rule: Rule
    now: datetime
    _line: list[tuple[Line, tuple[str, ...]]] = field(default_factory=list, compare=False, repr=False)

    def newcomer(self, klass: str, businesses: frozenset[str]) -> tuple[int, Range]:
        """How many are before one who comes now, and the range of the wait. The line is put in order once for all who come."""
        if not self._line:
            ordered = line(self.queue, self.rule, self.now)
            self._line.append((ordered, tuple(main(w.businesses) for w in ordered.order)))
        ordered, names = self._line[0]
        mine = Waiting(NOBODY, "", klass, businesses, self.now, self.now)
        before = ordered.before(mine, self.rule, self.now)
        return before, self._range(names[:before], mine)

    def place(self, ticket_id: UUID) -> tuple[int, Range]:
        """How many are before a ticket that waits, and the range of its wait."""
        before = ahead(self.queue, ticket_id, self.rule, self.now)
        mine = next((w for w in self.queue if w.ticket_id == ticket_id), self._anybody())
        return len(before), self._range([main(w.businesses) for w in before], mine)

    def whole(self, more: int = 0) -> Range:
        """The range for somebody who came now, with so many windows more than are open."""
        return self._range([main(w.businesses) for w in self.queue], self._anybody(), more)

    def _anybody(self) -> Waiting:
        """One whom every window takes."""
        return Waiting(NOBODY, "", "ordinary", frozenset(), self.now, self.now)

    def _range(self, before: Sequence[str], mine: Waiting, more: int = 0) -> Range:
        """The range of the wait behind these, at the windows that are open and take this ticket."""
        fitting: list[Busy | None] = [busy for window, busy in self.open if fits(mine, window)]
        return estimate(before, [*fitting, *[None] * more], self.samples.by_business, self.samples.pooled)


def main(businesses: frozenset[str]) -> str:
    """The business by which a ticket's service is measured: several at once count as one bundle."""
    return "+".join(sorted(businesses))


def kept(key: Any, read: Any) -> Any:
    """What changes rarely (windows, hours, plans), read again every five seconds; by one, while others go on with what is there."""
    found = _kept.get(key)
    if found is not None and time.monotonic() - found[0] <= KEEP_S:
        return found[1]
    if not _guard.acquire(blocking=found is None) and found is not None:
        return found[1]
    try:
        again = _kept.get(key)
        if again is None or again is found:
            again = (time.monotonic(), read())
            _kept[key] = again
        return again[1]
    finally:
        _guard.release()


def forget() -> None:
    """Forget what is kept, after a change of plans and in tests."""
    _kept.clear()
    _pictures.clear()
    nights.clear()


def hall_windows(hall_id: UUID, on: date) -> list[WindowRow]:
    """Windows of a hall with their plan of the day."""
    found: list[WindowRow] = kept(("windows", hall_id, on), lambda: windows(hall_id, on))
    return found


def hall_row(hall_id: UUID) -> Any:
    """The hall."""
    return kept(("hall", hall_id), lambda: hall(hall_id))


def hall_opening(hall_id: UUID, on: date) -> Any:
    """Its hours of the day."""
    return kept(("opening", hall_id, on), lambda: opening(hall_id, on))


def rule_of(on: date) -> Rule:
    """The calling rule in force."""
    found = value("queue.rule", on)
    classes = {name: ClassRule(line["start"], line["rate"]) for name, line in found["classes"].items()}
    return Rule(found["version"], classes, found["age_cap_minutes"])


@lru_cache(maxsize=20_000)
def _waiting(line_: str) -> Waiting:
    """One who waits, from the text of ``LINE``."""
    ticket, letter, number, klass, businesses, issued, ready, only, not_ = line_.split("|")
    since, ready_at = (datetime.fromtimestamp(float(at), UTC) for at in (issued, ready))
    at = tuple(UUID(window) if window else None for window in (only, not_))
    return Waiting(UUID(ticket), label(letter, int(number)), klass, frozenset(businesses.split(",")), since, ready_at, *at)


def read_queue(hall_id: UUID, on: date) -> tuple[Waiting, ...]:
    """Everybody who waits in a hall."""
    return tuple(_waiting(r["line"]) for r in rows(WAITING, [hall_id, on]))


def read_for_window(window: Window, hall_id: UUID, at: datetime) -> tuple[str, str, tuple[Waiting, ...]]:
    """In one statement what a window needs to call: the kind of its open period, the label it has there, who waits for what it takes.

    Most of those whom the window may not call stay in the database; whom it may call, and in which order, the rule says and not the
    statement. The window's lock is held from here to the end of the transaction. Who had to wait for it has read the line as it was
    before: the claim finds out, and reads again.
    """
    desk = row(DESK_AND_LINE, {
        "lock": lock_number("queue.window", window.id), "window": window.id, "hall": hall_id, "day": clock.local(at).date(), "at": at,
        "skills": None if window.skills is None else sorted(window.skills),
    })  # fmt: skip
    assert desk is not None
    there = label(desk["letter"], desk["number"]) if desk["letter"] else ""
    return desk["kind"] or "", there, tuple(map(_waiting, (desk["lines"] or "").splitlines()))


def for_a_promise(hall_id: UUID) -> Snapshot:
    """The hall as it is now; of a long line a picture of the last half second will do, since a promise is a range.

    One looks again, while others go on with the picture that is there.
    """
    found = _pictures.get(hall_id)
    if found is not None and (time.monotonic() - found[0] <= PICTURE_S or not _camera.acquire(blocking=False)):
        return found[1]
    try:
        fresh = (time.monotonic(), take(hall_id))
        if len(fresh[1].queue) > LONG_LINE:
            _pictures[hall_id] = fresh
        else:
            _pictures.pop(hall_id, None)
        return fresh[1]
    finally:
        if found is not None:
            _camera.release()


def take(hall_id: UUID) -> Snapshot:
    """The hall as it is now."""
    now = clock.now()
    on = clock.local(now).date()
    skills = {w.id: w.skills for w in hall_windows(hall_id, on)}
    open_: list[tuple[Window, Busy | None]] = []
    for r in rows(OPEN_WINDOWS, [hall_id]):
        if r["kind"] == "paused":
            continue
        since = r["served_at"] or r["called_at"]
        busy = Busy(main(frozenset(r["businesses"])), max(0.0, (now - since).total_seconds())) if r["businesses"] and since else None
        open_.append((Window(r["window_id"], skills.get(r["window_id"])), busy))
    return Snapshot(read_queue(hall_id, on), tuple(open_), measured(hall_id, on), rule_of(on), now)


def measured(hall_id: UUID, on: date) -> Samples:
    """Measured seconds by business of the last weeks; read again every five seconds."""

    def read() -> Samples:
        found: dict[str, list[float]] = {}
        for r in rows(MEASURED, [hall_id, on - timedelta(days=value("queue.measured_days"))]):
            found.setdefault(r["business"], []).append(r["seconds"])
        times = {business: Times(seconds) for business, seconds in found.items()}
        pooled = next(iter(times.values())) if len(times) == 1 else Times(one for many in times.values() for one in many)
        return Samples(times, pooled)

    samples: Samples = kept(("measured", hall_id, on), read)
    return samples


def holder(ticket: dict[str, Any]) -> Place:
    """To whom a ticket belongs: its phone's session, its person; and the hall's staff."""
    people = frozenset({ticket["person_id"]} - {None})
    sessions = frozenset({ticket["session_id"]} - {None})
    return Place((), ticket["hall_id"], ticket["window_id"], people, sessions)
