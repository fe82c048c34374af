"""The chief's floor: the figures of a hall's day and the rows behind them, its windows now, the waits of the day, what one more window would do."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from yitang.engines.waiting.estimate import Range
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row, rows
from yitang.platform.identity.public import NotYours, Place, allow, locked_windows, may
from yitang.platform.policy.public import value
from yitang.processes.queue.access import FIGURES
from yitang.processes.queue.domain import WINDOW_WORDS, WORDS, label, window_state
from yitang.processes.queue.snapshot import hall_row, hall_windows, take


@dataclass(frozen=True, slots=True)
class Figures:
    """A hall's day in figures, each of which opens the rows that it counts."""

    waiting: int
    longest_s: float
    served: int
    given_up: int
    missed: int
    overdue: int
    mean_wait_s: float | None
    mean_service_s: float | None
    windows_open: int
    windows: int


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One ticket behind a figure."""

    label: str
    klass: str
    businesses: tuple[str, ...]
    state: str
    issued_at: datetime
    called_at: datetime | None
    closed_at: datetime | None
    waited_s: float

    @property
    def state_zh(self) -> str:
        """The state in Chinese."""
        return WORDS[self.state][0]


def _of_hall(viewer: Viewer, hall_id: UUID) -> None:
    """Only the head of the hall's own office.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, FIGURES)
    may(viewer, FIGURES, Place((hall_row(hall_id).office_id,), hall_id))


# A wait ends with the first call: who missed it and came back, or was sent on, did not wait again for the same promise.
# A number that was called and has no row of its call (brought over from elsewhere) counts from when it was called.
WITH_FIRST_CALL = (
    "queue_ticket, LATERAL (SELECT coalesce(min(c.at), queue_ticket.called_at) AS at FROM queue_call c WHERE c.ticket_id = queue_ticket.id) AS first_call"
)
WAITED = "extract(epoch FROM first_call.at - issued_at)"


def wait_limit_s() -> float:
    """How long a wait may be before it needs a decision (超时), in seconds."""
    return float(value("queue.wait_limit_s"))


def figures(viewer: Viewer, hall_id: UUID, on: date) -> Figures:
    """The figures of a hall and day for the head of its office.

    Raises: PostMayNot, NotYours.
    """
    _of_hall(viewer, hall_id)
    found = row(
        "SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting, min(issued_at) FILTER (WHERE state = 'waiting') AS oldest, "
        "count(*) FILTER (WHERE state = 'done') AS served, count(*) FILTER (WHERE state = 'left') AS given_up, "
        "count(*) FILTER (WHERE state = 'passed') AS missed, "
        "count(*) FILTER (WHERE state = 'waiting' AND issued_at < %s) AS overdue, "
        f"avg({WAITED}) FILTER (WHERE called_at IS NOT NULL) AS wait "
        f"FROM {WITH_FIRST_CALL} WHERE hall_id = %s AND day = %s",
        [_late_before(), hall_id, on],
    )
    service = row("SELECT avg(seconds) AS mean FROM queue_service_time WHERE hall_id = %s AND day = %s", [hall_id, on])
    open_ = row("SELECT count(*) AS n FROM queue_period WHERE hall_id = %s AND to_at IS NULL AND kind <> 'paused'", [hall_id])
    assert found is not None
    assert service is not None
    assert open_ is not None
    longest = max(0.0, (clock.now() - found["oldest"]).total_seconds()) if found["oldest"] else 0.0
    return Figures(
        found["waiting"], longest, found["served"], found["given_up"], found["missed"], found["overdue"],
        float(found["wait"]) if found["wait"] is not None else None, service["mean"], open_["n"], len(hall_windows(hall_id, on)),
    )  # fmt: skip


def _late_before() -> datetime:
    """Who took a number before this instant and still waits has waited too long."""
    return clock.now() - timedelta(seconds=wait_limit_s())


BEHIND = {
    "waiting": "state = 'waiting'",
    "overdue": "state = 'waiting' AND issued_at < %(late)s",
    "served": "state = 'done'",
    "given_up": "state = 'left'",
    "missed": "state = 'passed'",
    "called": "called_at IS NOT NULL",
}


def rows_behind(viewer: Viewer, hall_id: UUID, on: date, figure: str) -> list[FigureRow]:
    """The tickets that a figure counts, oldest first.

    Raises: PostMayNot, NotYours, and NotYours for a figure that does not exist.
    """
    _of_hall(viewer, hall_id)
    if figure not in BEHIND:
        raise NotYours
    found = rows(
        f"SELECT queue_ticket.*, first_call.at AS first_call FROM {WITH_FIRST_CALL} "
        f"WHERE hall_id = %(hall)s AND day = %(on)s AND {BEHIND[figure]} ORDER BY issued_at",
        {"hall": hall_id, "on": on, "late": _late_before()},
    )
    now = clock.now()
    return [
        FigureRow(
            label(r["letter"], r["number"]), r["klass"], tuple(r["businesses"]), r["state"], r["issued_at"], r["called_at"], r["closed_at"],
            max(0.0, ((_waited_until(r) or now) - r["issued_at"]).total_seconds()),
        )
        for r in found
    ]  # fmt: skip


def _waited_until(ticket: dict[str, Any]) -> datetime | None:
    """Until when somebody waited; nothing for who waits still, also who was called before and came back or was sent on."""
    return None if ticket["state"] == "waiting" else ticket["first_call"] or ticket["closed_at"]


@dataclass(frozen=True, slots=True)
class WindowNow:
    """A window at this moment: its state, for how many seconds, whom it serves, who sits there, what it did today; ``locked``: left, nobody presses."""

    number: int
    state: str
    seconds: float
    label: str
    account_id: UUID | None
    served: int
    mean_service_s: float | None
    locked: bool = False

    @property
    def state_zh(self) -> str:
        """The state in Chinese."""
        return WINDOW_WORDS[self.state][0]

    @property
    def state_en(self) -> str:
        """The state in English."""
        return WINDOW_WORDS[self.state][1]


WINDOWS_NOW = """
SELECT p.window_id, p.kind, p.from_at, p.account_id, t.state, t.letter, t.number, coalesce(t.served_at, t.called_at) AS since FROM queue_period p
LEFT JOIN queue_ticket t ON t.window_id = p.window_id AND t.state IN ('called', 'serving')
WHERE p.hall_id = %s AND p.to_at IS NULL
"""


def windows_now(viewer: Viewer, hall_id: UUID) -> list[WindowNow]:
    """Every window of a hall, by number.

    Raises: PostMayNot, NotYours.
    """
    _of_hall(viewer, hall_id)
    now = clock.now()
    on = clock.local(now).date()
    open_ = {r["window_id"]: r for r in rows(WINDOWS_NOW, [hall_id])}
    done = rows(
        "SELECT window_id, count(*) AS n, avg(seconds) AS mean FROM queue_service_time WHERE hall_id = %s AND day = %s GROUP BY window_id", [hall_id, on]
    )
    served = {r["window_id"]: (r["n"], r["mean"]) for r in done}
    locked = locked_windows(open_)
    found = []
    for window in sorted(hall_windows(hall_id, on), key=lambda w: w.number):
        r = open_.get(window.id)
        state = window_state(r["kind"] if r else None, r["state"] if r else None)
        since = (r["since"] or r["from_at"]) if r else now
        there = label(r["letter"], r["number"]) if r and r["letter"] else ""
        count, mean = served.get(window.id, (0, None))
        seconds, account = max(0.0, (now - since).total_seconds()), r["account_id"] if r else None
        found.append(WindowNow(window.number, state, seconds, there, account, count, mean, window.id in locked))
    return found


@dataclass(frozen=True, slots=True)
class WaitSlot:
    """Half an hour of a day: how many were called in it, how long they had waited, and the range that they were promised (means, seconds)."""

    at: datetime
    called: int
    mean_s: float
    longest_s: float
    promised_low_s: float | None
    promised_high_s: float | None


WAITS = f"""
SELECT date_bin('30 minutes', first_call.at, %(start)s) AS at, count(*) AS called, avg({WAITED}) AS mean_s, max({WAITED}) AS longest_s,
       avg(estimate_low_s) AS promised_low_s, avg(estimate_high_s) AS promised_high_s
FROM {WITH_FIRST_CALL} WHERE hall_id = %(hall)s AND day = %(on)s AND called_at IS NOT NULL GROUP BY 1 ORDER BY 1
"""


def waits_of_day(viewer: Viewer, hall_id: UUID, on: date) -> list[WaitSlot]:
    """How long those waited who were called, by half hours of the day; half hours without a call are left out.

    Raises: PostMayNot, NotYours.
    """
    _of_hall(viewer, hall_id)
    start, _ = clock.local_day_bounds(on)
    found = rows(WAITS, {"start": start, "hall": hall_id, "on": on})
    return [WaitSlot(r["at"], r["called"], float(r["mean_s"]), float(r["longest_s"]), r["promised_low_s"], r["promised_high_s"]) for r in found]


@dataclass(frozen=True, slots=True)
class Advice:
    """What one more open window would do for somebody who comes now: the range as it is, and as it would be. ``free``: windows that are not open."""

    waiting: int
    open: int
    now: Range
    then: Range
    free: tuple[int, ...]


def one_more_window(viewer: Viewer, hall_id: UUID) -> Advice | None:
    """Whether one more window would help (开窗建议); nothing when nobody waits, all windows are open, or it would change too little to say.

    Raises: PostMayNot, NotYours.
    """
    _of_hall(viewer, hall_id)
    snapshot = take(hall_id)
    working = {window.id for window, _ in snapshot.open}
    free = tuple(sorted(w.number for w in hall_windows(hall_id, clock.local(snapshot.now).date()) if w.id not in working))
    now, then = snapshot.whole(), snapshot.whole(1)
    if not snapshot.queue or not free or then.unsure or (not now.unsure and now.high_s - then.high_s < 60):
        return None
    return Advice(len(snapshot.queue), len(snapshot.open), now, then, free)
