"""Reading the queue: a ticket, a desk, a board."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from yitang.engines.dispatch.policy import Window, choose
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row, rows
from yitang.platform.identity.public import NotYours, Place, allow, guessed_wrong, may, stop_guessing
from yitang.platform.keys.public import digest_token
from yitang.platform.live.public import topic_numbers
from yitang.platform.policy.public import value
from yitang.processes.queue.access import BOARD, DESK, SEE
from yitang.processes.queue.domain import LETTERS, LIVE, AtWindow, Board, CallRow, Desk, Missed, NextInLine, TicketRow, label
from yitang.processes.queue.snapshot import Snapshot, hall_row, hall_windows, holder, take

SHOWN_NEXT = 7
TICKET = """
SELECT t.*, v.trace_id, coalesce(t.window_id, c.window_id) AS seen_window FROM queue_ticket t JOIN queue_visit v ON v.id = t.visit_id
LEFT JOIN LATERAL (SELECT window_id FROM queue_call WHERE ticket_id = t.id ORDER BY at DESC LIMIT 1) c ON true
"""


def ticket(viewer: Viewer, ticket_id: UUID) -> TicketRow:
    """One ticket for its holder, or for staff of its hall.

    Raises: NotYours, in the same words as for a ticket that does not exist.
    """
    allow(viewer, SEE)
    found = row(f"{TICKET} WHERE t.id = %s", [ticket_id])
    if found is None:
        raise NotYours
    may(viewer, SEE, holder(found))
    return _row(found)


def ticket_by_reference(viewer: Viewer, reference: str, address: str = "") -> TicketRow:
    """The ticket of a slip: who holds the 128-bit reference holds the ticket, and sees nothing but the ticket.

    Raises: NotYours, TooManyGuesses for who tried too many from this session, device or address.
    """
    stop_guessing(viewer, address)
    found = row(f"{TICKET} WHERE t.reference_digest = %s", [digest_token(reference[:64])])
    if found is None:
        guessed_wrong(viewer, address)
        raise NotYours
    return _row(found)


def own_tickets(viewer: Viewer) -> list[TicketRow]:
    """The numbers of this phone today, newest first."""
    if viewer.session_id is None:
        return []
    found = rows(f"{TICKET} WHERE t.session_id = %s AND t.day = %s ORDER BY t.issued_at DESC", [viewer.session_id, clock.today()])
    return [_row(r) for r in found]


def _row(found: dict[str, Any], snapshot: Snapshot | None = None) -> TicketRow:
    ahead, low, high, unsure, windows = 0, 0.0, 0.0, False, 0
    if found["state"] == "waiting":
        hall_now = snapshot or take(found["hall_id"])
        ahead, wait = hall_now.place(found["id"])
        low, high, unsure, windows = wait.low_s, wait.high_s, wait.unsure, len(hall_now.open)
    numbers = {w.id: w.number for w in hall_windows(found["hall_id"], found["day"])}
    return TicketRow(
        found["id"], found["visit_id"], found["hall_id"], label(found["letter"], found["number"]), found["klass"],
        tuple(found["businesses"]), found["state"], found["language"], found["issued_at"], found["called_at"],
        numbers.get(found["seen_window"]), ahead, low, high, unsure, found["trace_id"], back_until=back_until(found),
        arrive_until=arrive_until(found), windows=windows,
    )  # fmt: skip


def arrive_until(found: dict[str, Any]) -> datetime | None:
    """Till when the holder of a called number is waited for."""
    if found["state"] != "called" or found["called_at"] is None:
        return None
    until: datetime = found["called_at"] + timedelta(seconds=value("queue.arrive_within_s"))
    return until


def back_until(found: dict[str, Any]) -> datetime | None:
    """Till when the holder of a missed number may come back; nothing when it is too late or was used up."""
    if found["state"] != "passed" or found["closed_at"] is None or found["returned"] >= value("queue.return_most"):
        return None
    until: datetime = found["closed_at"] + timedelta(seconds=value("queue.return_within_s"))
    return until if until > clock.now() else None


def _missed(hall_id: UUID) -> tuple[Missed, ...]:
    """Who missed a call in a hall today and may still come back, the latest first."""
    found = rows("SELECT * FROM queue_ticket WHERE hall_id = %s AND day = %s AND state = 'passed' ORDER BY closed_at DESC", [hall_id, clock.today()])
    return tuple(Missed(r["id"], label(r["letter"], r["number"]), r["closed_at"]) for r in found if back_until(r))


def at_window(viewer: Viewer, window_id: UUID) -> Desk:
    """The desk of a window for the clerk signed in at it.

    Raises: NotYours.
    """
    allow(viewer, DESK)
    hall_id = viewer.hall_id
    if hall_id is None:
        raise NotYours
    place = hall_row(hall_id)
    numbers = {w.id: w.number for w in hall_windows(hall_id, clock.today())}
    if window_id not in numbers:
        raise NotYours
    may(viewer, DESK, Place((place.office_id,), hall_id, window_id))
    snapshot = take(hall_id)
    open_ = row("SELECT kind, from_at FROM queue_period WHERE window_id = %s AND to_at IS NULL", [window_id])
    served = row("SELECT count(*) AS n, avg(seconds) AS mean FROM queue_service_time WHERE window_id = %s AND day = %s", [window_id, clock.today()])
    longest = min((w.since for w in snapshot.queue), default=snapshot.now)
    return Desk(
        window_id, numbers[window_id], hall_id, place.office_id, open_ is None or open_["kind"] == "paused", current_at(window_id),
        _next_for(window_id, hall_id, snapshot), len(snapshot.queue),
        max(0.0, (snapshot.now - longest).total_seconds()), served["n"] if served else 0, served["mean"] if served else None,
        _missed(hall_id), open_ is None, open_["from_at"] if open_ else None,
    )  # fmt: skip


def _next_for(window_id: UUID, hall_id: UUID, snapshot: Snapshot) -> tuple[NextInLine, ...]:
    """Those whom this window would call next, by the same choice that F2 makes."""
    skills = {w.id: w.skills for w in hall_windows(hall_id, clock.local(snapshot.now).date())}
    choice = choose(snapshot.queue, Window(window_id, skills[window_id]), snapshot.rule, snapshot.now, SHOWN_NEXT)
    waiting = {w.ticket_id: w for w in snapshot.queue}
    found = [waiting[c.ticket_id] for c in choice.candidates]
    return tuple(
        NextInLine(w.label, w.klass, tuple(sorted(w.businesses)), w.since, max(0.0, (snapshot.now - w.since).total_seconds())) for w in found
    )  # fmt: skip


def current_at(window_id: UUID) -> AtWindow | None:
    """Whom a window has called or serves; the caller checks who asks."""
    found = row(
        "SELECT t.*, v.trace_id, (SELECT count(*) FROM queue_call c WHERE c.ticket_id = t.id AND c.kind = 'recall' AND c.at >= t.called_at) AS recalls "
        "FROM queue_ticket t JOIN queue_visit v ON v.id = t.visit_id WHERE t.window_id = %s AND t.state IN ('called', 'serving')",
        [window_id],
    )
    if found is None:
        return None
    return AtWindow(
        found["id"], found["visit_id"], label(found["letter"], found["number"]), found["klass"], found["state"],
        tuple(found["businesses"]), found["person_id"], found["issued_at"], found["called_at"], found["served_at"], found["recalls"],
        found["trace_id"], found["session_id"],
    )  # fmt: skip


def last_call_at(hall_id: UUID, window_id: UUID) -> tuple[UUID, datetime] | None:
    """Whom a window called last today, and when; the caller checks who asks."""
    start, _ = clock.local_day_bounds(clock.today())
    found = row("SELECT ticket_id, at FROM queue_call WHERE hall_id = %s AND window_id = %s AND at >= %s ORDER BY at DESC LIMIT 1", [hall_id, window_id, start])
    return (found["ticket_id"], found["at"]) if found else None


def window_works(window_id: UUID) -> bool:
    """Whether a window is open and not paused: what its citizen's side says while nobody is there; it holds nothing of a person."""
    found = row("SELECT kind FROM queue_period WHERE window_id = %s AND to_at IS NULL", [window_id])
    return found is not None and found["kind"] != "paused"


CALLS = """
SELECT DISTINCT ON (t.id) c.id, t.letter, t.number, t.language, c.window_id, c.kind, c.at
FROM queue_call c JOIN queue_ticket t ON t.id = c.ticket_id
WHERE c.hall_id = %s AND t.day = %s ORDER BY t.id, c.at DESC
"""


def hall_board(viewer: Viewer, hall_id: UUID, most: int = 6) -> Board:
    """What a hall shows: the newest calls, who waits, how long it takes.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, BOARD)
    may(viewer, BOARD, Place((hall_row(hall_id).office_id,), hall_id))
    return public_board(hall_id, most)


def public_board(hall_id: UUID, most: int = 6) -> Board:
    """The same for everybody: it holds labels, window numbers and counts, nothing of a person."""
    n = topic_numbers([f"hall:{hall_id}"])[f"hall:{hall_id}"]
    on = clock.today()
    numbers = {w.id: w.number for w in hall_windows(hall_id, on)}
    snapshot = take(hall_id)
    calls = sorted(rows(CALLS, [hall_id, on]), key=lambda r: r["at"], reverse=True)[:most]
    wait = snapshot.whole()
    waited = [max(0.0, (snapshot.now - w.since).total_seconds()) for w in snapshot.queue]
    limit = value("queue.wait_limit_s")
    return Board(
        tuple(CallRow(c["id"], label(c["letter"], c["number"]), numbers.get(c["window_id"], 0), c["at"], c["kind"] == "recall", c["language"]) for c in calls),
        len(snapshot.queue), wait.low_s, wait.high_s, wait.unsure, n, len(snapshot.open), max(waited, default=0.0), sum(one > limit for one in waited),
    )  # fmt: skip


def live_topics(viewer: Viewer) -> tuple[str, ...]:
    """The topics that a viewer may hear: derived from who he is, never named by the client (X19)."""
    topics: list[str] = []
    if viewer.hall_id is not None and viewer.post:
        topics.append(f"hall:{viewer.hall_id}")
    if viewer.window_id is not None:
        topics.append(f"window:{viewer.window_id}")
    if viewer.post == "reviewer" and viewer.office_id is not None:
        topics.append(f"review:{viewer.office_id}")
    if viewer.post == "citizen" and viewer.session_id is not None:
        mine = rows("SELECT id, hall_id FROM queue_ticket WHERE session_id = %s AND state = ANY(%s)", [viewer.session_id, [*LIVE, "passed"]])
        topics += [f"ticket:{r['id']}" for r in mine] + [f"hall:{r['hall_id']}" for r in mine]
    return tuple(dict.fromkeys(topics))


def session_of(ticket_id: UUID) -> UUID | None:
    """The phone that holds a ticket, if one does."""
    found = row("SELECT session_id FROM queue_ticket WHERE id = %s", [ticket_id])
    return found["session_id"] if found else None


def ended_among(ticket_ids: list[UUID]) -> list[UUID]:
    """Those of these numbers that are done or given up: nobody comes back for them. It says nothing of a person."""
    return [r["id"] for r in rows("SELECT id FROM queue_ticket WHERE id = ANY(%s) AND state IN ('done', 'left')", [ticket_ids])] if ticket_ids else []


def ticket_by_label(viewer: Viewer, shown: str) -> TicketRow:
    """The number of today in the viewer's hall that a slip or screen shows by this label, for staff of the hall.

    Raises: PostMayNot, NotYours when there is none.
    """
    allow(viewer, SEE)
    digits = shown.strip()[1:]
    known = viewer.hall_id is not None and shown.strip()[:1].upper() in LETTERS.values() and digits.isascii() and digits.isdigit() and len(digits) < 6
    if not known:
        raise NotYours
    found = row(
        f"{TICKET} WHERE t.hall_id = %s AND t.day = %s AND t.letter = %s AND t.number = %s",
        [viewer.hall_id, clock.today(), shown.strip()[0].upper(), int(digits)],
    )
    if found is None:
        raise NotYours
    may(viewer, SEE, holder(found))
    return _row(found)
