"""What a clerk does at a window: open, call, recall, no-show, start, transfer, finish, pause, close."""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yitang.engines.dispatch.policy import Choice, Window, choose
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import execute, lock, new_id, row
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.platform.live.public import Event
from yitang.platform.notices.public import send
from yitang.platform.policy.public import value
from yitang.processes.queue.access import DESK
from yitang.processes.queue.domain import STATES, WORDS, label
from yitang.processes.queue.errors import (
    NobodyElseTakesIt,
    NobodyWaits,
    ReasonForTransfer,
    TicketMovedOn,
    TooManyRecalls,
    WindowBusy,
    WindowHandedOver,
    WindowIdle,
    WindowPaused,
)
from yitang.processes.queue.operations import move, trace_of, turn_period
from yitang.processes.queue.snapshot import hall_row, hall_windows, main, read_for_window, rule_of
from yitang.registers.people.public import phone_for_notice

REASONS = {
    "other_window": ("这项业务归别的窗口", "Taken at another window"),
    "second_business": ("还有一项业务要办", "One more business to do"),
    "window_down": ("本窗口设备故障", "Equipment of this window is down"),
    "language": ("需要会这种语言的同事", "Needs a colleague who speaks the language"),
}
# Whoever is sent on for another reason than these does not come back to the window that sent them.
MAY_COME_BACK = {"second_business"}
MOST_KEPT = 50
# The conditional claim: the first of the candidates who still waits and whom nobody else is calling, for a window that is open and has nobody.
# The window's periods follow each other at the same instant; the call keeps why, from the chosen one on: those before were called by others in
# between. Whom another window is calling at this very moment is passed over: windows of one hall do not wait for each other's commit. Should
# that call fail, the person is where they were, the first of the line. A session that has handed its window over calls nobody any more.
CLAIM = """
WITH chosen AS (
    SELECT t.id, o.place FROM unnest(%(order)s::uuid[]) WITH ORDINALITY AS o(id, place) JOIN queue_ticket t ON t.id = o.id
    WHERE t.state = 'waiting' AND (t.only_window IS NULL OR t.only_window = %(window)s)
      AND t.not_window IS DISTINCT FROM %(window)s
      AND NOT EXISTS (SELECT 1 FROM queue_ticket b WHERE b.window_id = %(window)s AND b.state IN ('called', 'serving'))
      AND NOT EXISTS (SELECT 1 FROM queue_hand_over h WHERE h.from_session = %(session)s::uuid)
      AND NOT EXISTS (SELECT 1 FROM queue_period p WHERE p.window_id = %(window)s AND p.to_at IS NULL AND p.kind = 'paused')
    ORDER BY o.place LIMIT 1 FOR NO KEY UPDATE OF t{passing}
), claimed AS (
    UPDATE queue_ticket q SET state = %(to)s, called_at = %(at)s, window_id = %(window)s FROM chosen
    WHERE q.id = chosen.id AND q.state = 'waiting'
    RETURNING q.id, q.visit_id, q.hall_id, q.letter, q.number, q.language, q.person_id, chosen.place
), ended AS (
    UPDATE queue_period SET to_at = %(at)s WHERE window_id = %(window)s AND to_at IS NULL AND EXISTS (SELECT 1 FROM claimed) RETURNING id
), begun AS (
    INSERT INTO queue_period (id, window_id, hall_id, account_id, kind, ticket_id, from_at)
    SELECT %(period)s, %(window)s, claimed.hall_id, %(account)s, 'serving', claimed.id, %(at)s
    FROM claimed, (SELECT count(*) FROM ended) AS first
), kept AS (
    INSERT INTO queue_call (id, ticket_id, hall_id, window_id, account_id, kind, at, rule_version, candidates)
    SELECT %(call)s, claimed.id, claimed.hall_id, %(window)s, %(account)s, 'call', %(at)s, %(version)s,
           CASE WHEN claimed.place = 1 THEN %(candidates)s::jsonb ELSE (
               SELECT jsonb_agg(c.one ORDER BY c.place) FROM jsonb_array_elements(%(candidates)s::jsonb) WITH ORDINALITY AS c(one, place)
               WHERE c.place >= claimed.place) END
    FROM claimed
)
SELECT claimed.*, v.trace_id FROM claimed JOIN queue_visit v ON v.id = claimed.visit_id
"""
PASSING = " SKIP LOCKED"
# Who waited for this row while the window was handed over reads it anew, and finds that his own session has given it away.
CURRENT = (
    "SELECT * FROM queue_ticket WHERE window_id = %s AND state IN ('called', 'serving') "
    "AND (handed_by IS NULL OR handed_by IS DISTINCT FROM %s::uuid) FOR UPDATE"
)
THERE = """
SELECT EXISTS (SELECT 1 FROM queue_hand_over h WHERE h.from_session = %s::uuid) AS gone, t.letter, t.number
FROM (VALUES (1)) AS desk LEFT JOIN queue_ticket t ON t.window_id = %s AND t.state IN ('called', 'serving')
"""


def place_of(viewer: Viewer, window_id: UUID) -> tuple[Place, int]:
    """The locked thing's place, and the window's number."""
    if viewer.hall_id is None or viewer.account_id is None:
        raise NotYours
    found = [w for w in hall_windows(viewer.hall_id, clock.today()) if w.id == window_id]
    if not found:
        raise NotYours
    return Place((hall_row(viewer.hall_id).office_id,), viewer.hall_id, window_id), found[0].number


def call_next(viewer: Viewer, window_id: UUID) -> UUID:
    """Call the next (叫号): the hall's snapshot is ordered by the rule, the first is claimed, the call keeps why. Returns: ticket id.

    Windows do it side by side: each claims the first in its order whom no other is calling at that moment. Who finds that others have all
    he had in mind reads again and waits for what becomes of them, so that nobody is sent away while somebody is there. One who presses
    twice waits for himself (the window's lock, taken while reading). The guarantee is the conditional claim and ``window_serves_one``.

    Raises: WindowBusy, WindowPaused, NobodyWaits, TicketMovedOn, WindowHandedOver.
    """
    allow(viewer, DESK)
    place, number = place_of(viewer, window_id)
    assert place.hall_id is not None
    with act(viewer, "queue.call_next") as this:
        # Where a window lies is in the plan, which no act at a window changes: nothing of it is read for who may not be there.
        may(viewer, DESK, place)
        choice, call_id = _choice(window_id, place.hall_id, this.at), new_id()
        ticket = _claim(this, viewer, window_id, choice, call_id, PASSING)
        if ticket is None:
            _still_here(viewer)
            choice = _choice(window_id, place.hall_id, this.at)
            ticket = _claim(this, viewer, window_id, choice, call_id)
        if ticket is None:
            raise _moved_on(choice)
        this.trace(ticket["trace_id"])
        _tell_call(this, ticket, window_id, number, "call", call_id)
    ticket_id: UUID = ticket["id"]
    return ticket_id


def _choice(window_id: UUID, hall_id: UUID, at: datetime) -> Choice:
    """Who is next for a window by the rule, as the hall is now.

    Raises: WindowBusy, WindowPaused, NobodyWaits.
    """
    on = clock.local(at).date()
    window = next(Window(w.id, w.skills) for w in hall_windows(hall_id, on) if w.id == window_id)
    kind, there, queue = read_for_window(window, hall_id, at)
    if there:
        raise WindowBusy(label=there)
    if kind == "paused":
        raise WindowPaused
    choice = choose(queue, window, rule_of(on), at, MOST_KEPT)
    if choice.ticket_id is None:
        raise NobodyWaits
    return choice


def _claim(this: Act, viewer: Viewer, window_id: UUID, choice: Choice, call_id: UUID, passing: str = "") -> dict[str, Any] | None:
    """Claim the first who still waits; ``passing`` over whom others are calling. Returns: the ticket, or nothing when none can be had."""
    order = [str(c.ticket_id) for c in choice.candidates]
    return row(CLAIM.format(passing=passing), {
        "to": STATES["waiting", "call"], "at": this.at, "window": window_id, "order": f"{{{','.join(order)}}}",
        "account": viewer.account_id, "session": viewer.session_id, "period": new_id(), "call": call_id, "version": choice.rule_version,
        "candidates": json.dumps([(ticket, c.label, c.points, c.capped) for ticket, c in zip(order, choice.candidates, strict=True)]),
    })  # fmt: skip


def _moved_on(choice: Choice) -> TicketMovedOn:
    """The refusal when somebody else claimed in between."""
    found = row("SELECT letter, number, state FROM queue_ticket WHERE id = %s", [choice.ticket_id])
    assert found is not None
    zh, en = WORDS[found["state"]]
    return TicketMovedOn(label=label(found["letter"], found["number"]), state_zh=zh, state=en)


def _tell_call(this: Act, ticket: dict[str, Any], window_id: UUID, number: int, kind: str, call_id: UUID) -> None:
    """Tell the hall, the phone and the window of a call in the same commit."""
    shown = label(ticket["letter"], ticket["number"])
    if ticket["person_id"]:
        minutes = max(1, round(value("queue.arrive_within_s") / 60))
        said = {"label": shown, "window": number, "minutes": minutes}
        send(this, ticket["person_id"], phone_for_notice(ticket["person_id"]), "number_called", said, f"number_called:{call_id}")
    news = {"call": str(call_id), "label": shown, "window": number, "again": kind == "recall", "language": ticket["language"]}
    this.on("ticket", ticket["id"])
    this.tell(
        Event(f"hall:{ticket['hall_id']}", "called", news),
        Event(f"ticket:{ticket['id']}", "called", news),
        Event(f"window:{window_id}", "changed", {"label": shown, "state": "called"}),
    )


def _current(viewer: Viewer, window_id: UUID, place: Place) -> dict[str, Any]:
    may(viewer, DESK, place)
    ticket = row(CURRENT, [window_id, viewer.session_id])
    if ticket is None:
        _still_here(viewer)
        raise WindowIdle
    return ticket


def _still_here(viewer: Viewer) -> None:
    """The viewer's session has not handed its window over; asked when there is nothing to act on, so that the refusal has the right name.

    Raises: WindowHandedOver.
    """
    if row("SELECT 1 AS gone FROM queue_hand_over WHERE from_session = %s", [viewer.session_id]):
        raise WindowHandedOver


def recall(viewer: Viewer, window_id: UUID) -> None:
    """Call the same number again (重呼), as often as the rule allows.

    Raises: WindowIdle, TicketMovedOn, TooManyRecalls.
    """
    allow(viewer, DESK)
    place, number = place_of(viewer, window_id)
    with act(viewer, "queue.recall") as this:
        ticket = _current(viewer, window_id, place)
        counted = "SELECT count(*) AS n FROM queue_call WHERE ticket_id = %s AND window_id = %s AND kind = 'recall' AND at >= %s"
        done = row(counted, [ticket["id"], window_id, ticket["called_at"]])
        most = value("queue.recall_max")
        if done and done["n"] >= most:
            raise TooManyRecalls(most=most)
        move(ticket, "recall")
        call_id = new_id()
        execute(
            "INSERT INTO queue_call (id, ticket_id, hall_id, window_id, account_id, kind, at, rule_version, candidates) "
            "VALUES (%s, %s, %s, %s, %s, 'recall', %s, 0, '[]')",
            [call_id, ticket["id"], ticket["hall_id"], window_id, viewer.account_id, this.at],
        )
        this.trace(trace_of(ticket["visit_id"]))
        _tell_call(this, ticket, window_id, number, "recall", call_id)


def start_serving(viewer: Viewer, window_id: UUID) -> None:
    """The person is at the window (开始办理).

    Raises: WindowIdle, TicketMovedOn.
    """
    _step(viewer, window_id, "start", "served_at = %s")


def no_show(viewer: Viewer, window_id: UUID) -> None:
    """Nobody came (过号); the holder may return.

    Raises: WindowIdle, TicketMovedOn.
    """
    _step(viewer, window_id, "no_show", "closed_at = %s, window_id = NULL", frees=True)


def leave(viewer: Viewer, window_id: UUID) -> None:
    """The person left in the middle, for example without paying; the case waits by name.

    Raises: WindowIdle, TicketMovedOn.
    """
    _step(viewer, window_id, "leave", "closed_at = %s, window_id = NULL", frees=True)


def _step(viewer: Viewer, window_id: UUID, what: str, sets: str, frees: bool = False) -> None:
    allow(viewer, DESK)
    place, _ = place_of(viewer, window_id)
    with act(viewer, f"queue.{what}") as this:
        ticket = _current(viewer, window_id, place)
        move(ticket, what, sets, [this.at])
        if frees:
            turn_period(window_id, ticket["hall_id"], viewer.account_id, "idle", None, this.at)
        _tell_step(this, ticket, window_id, what)


def _tell_step(this: Act, ticket: dict[str, Any], window_id: UUID, what: str) -> None:
    shown = label(ticket["letter"], ticket["number"])
    this.on("ticket", ticket["id"])
    this.trace(trace_of(ticket["visit_id"]))
    this.tell(
        Event(f"hall:{ticket['hall_id']}", what, {"label": shown}),
        Event(f"ticket:{ticket['id']}", what, {}),
        Event(f"window:{window_id}", "changed", {"label": shown, "state": what}),
    )


def transfer(viewer: Viewer, window_id: UUID, reason: str, to_window: UUID | None = None) -> None:
    """Send the person on (转窗), to one window or back into the line, without losing waited time; the reason is counted.

    Back in the line, another window calls them: not the one that just sent them on, unless it may do their second business itself.

    Raises: ReasonForTransfer, WindowIdle, NobodyElseTakesIt, NotYours for a window of another hall.
    """
    allow(viewer, DESK)
    if reason not in REASONS:
        raise ReasonForTransfer
    place, _ = place_of(viewer, window_id)
    if to_window is not None:
        place_of(viewer, to_window)
    with act(viewer, "queue.transfer") as this:
        ticket = _current(viewer, window_id, place)
        not_window = None if to_window or reason in MAY_COME_BACK else window_id
        if not_window:
            _must_have_another(ticket, window_id, place, clock.local(this.at).date())
        # What the next window needs is measured from its own beginning.
        sets = "only_window = %s, not_window = %s, window_id = NULL, served_at = NULL, ready_at = %s"
        move(ticket, "transfer", sets, [to_window, not_window, this.at])
        turn_period(window_id, ticket["hall_id"], viewer.account_id, "idle", None, this.at)
        this.note({"reason": reason, "to_window": to_window})
        _tell_step(this, ticket, window_id, "transfer")


def _must_have_another(ticket: dict[str, Any], window_id: UUID, place: Place, on: date) -> None:
    """Another window of the hall has this business in its plan, open now or not.

    Raises: NobodyElseTakesIt.
    """
    assert place.hall_id is not None
    wanted = frozenset(ticket["businesses"])
    if not any(w.skills is None or wanted <= w.skills for w in hall_windows(place.hall_id, on) if w.id != window_id):
        raise NobodyElseTakesIt(label=label(ticket["letter"], ticket["number"]))


def finish(viewer: Viewer, window_id: UUID) -> UUID:
    """The visit at this window is done (办结); the service time is measured. Returns: ticket id.

    Raises: WindowIdle, TicketMovedOn.
    """
    allow(viewer, DESK)
    place, _ = place_of(viewer, window_id)
    with act(viewer, "queue.finish") as this:
        ticket = _current(viewer, window_id, place)
        move(ticket, "finish", "closed_at = %s, window_id = NULL", [this.at])
        turn_period(window_id, ticket["hall_id"], viewer.account_id, "idle", None, this.at)
        measure(ticket, window_id, this.at)
        _tell_step(this, ticket, window_id, "finish")
    ticket_id: UUID = ticket["id"]
    return ticket_id


def measure(ticket: dict[str, Any], window_id: UUID, at: datetime) -> None:
    """Keep how long a service took: what estimates are made of."""
    seconds = max(0.0, (at - (ticket["served_at"] or ticket["called_at"])).total_seconds())
    execute(
        "INSERT INTO queue_service_time (hall_id, business, day, seconds, window_id) VALUES (%s, %s, %s, %s, %s)",
        [ticket["hall_id"], main(frozenset(ticket["businesses"])), clock.local(at).date(), seconds, window_id],
    )


def open_window(viewer: Viewer, window_id: UUID) -> None:
    """The window begins to work (开窗), or goes on after a pause."""
    _turn(viewer, window_id, "idle")


def pause_window(viewer: Viewer, window_id: UUID) -> None:
    """The window pauses (暂停).

    Raises: WindowBusy while somebody is there.
    """
    _turn(viewer, window_id, "paused")


def close_window(viewer: Viewer, window_id: UUID) -> None:
    """The window ends its work (关窗).

    Raises: WindowBusy while somebody is there.
    """
    _turn(viewer, window_id, "")


def _turn(viewer: Viewer, window_id: UUID, kind: str) -> None:
    allow(viewer, DESK)
    place, _ = place_of(viewer, window_id)
    with act(viewer, f"queue.window_{kind or 'closed'}") as this:
        may(viewer, DESK, place)
        lock("queue.window", window_id)
        there = row(THERE, [viewer.session_id, window_id])
        assert there is not None
        if there["gone"]:
            raise WindowHandedOver
        if there["letter"] and kind != "idle":
            raise WindowBusy(label=label(there["letter"], there["number"]))
        assert place.hall_id is not None
        if there["letter"]:
            return
        if kind:
            turn_period(window_id, place.hall_id, viewer.account_id, kind, None, this.at)
        else:
            execute("UPDATE queue_period SET to_at = %s WHERE window_id = %s AND to_at IS NULL", [this.at, window_id])
        this.on("window", window_id)
        this.tell(Event(f"window:{window_id}", "changed", {"state": kind or "closed"}), Event(f"hall:{place.hall_id}", "window", {}))
