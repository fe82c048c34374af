"""Giving numbers. The hot path: one statement draws the number and writes visit and ticket, one writes log and news."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, new_id, row
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.platform.keys.public import digest_token, random_token
from yitang.platform.live.public import Event
from yitang.platform.policy.public import value
from yitang.processes.queue.access import GIVE_UP, ISSUE, ISSUE_GREEN
from yitang.processes.queue.domain import LETTERS, STATES, WORDS, TicketRow, label
from yitang.processes.queue.errors import AlreadyHasTicket, EvidenceNeeded, HallClosed, TicketMovedOn
from yitang.processes.queue.green import kinds_of
from yitang.processes.queue.night_acts import night_if_left_over
from yitang.processes.queue.snapshot import for_a_promise, hall_opening, hall_row, holder
from yitang.registers.catalogue.public import offered
from yitang.registers.offices.public import next_opening

# The counter's row is locked from here to the commit, two statements later: numbers of one hall are given one after another,
# and a number of an act that fails is given again.
NEW_TICKET = """
WITH counter AS (
    INSERT INTO queue_counter AS c (hall_id, day, letter, last) VALUES (%(hall)s, %(day)s, %(letter)s, 1)
    ON CONFLICT (hall_id, day, letter) DO UPDATE SET last = c.last + 1 RETURNING last
), visit AS (
    INSERT INTO queue_visit (id, hall_id, day, channel, trace_id, session_id, started_at)
    SELECT %(visit)s, %(hall)s, %(day)s, %(channel)s, %(trace)s, %(session)s, %(now)s WHERE %(new_visit)s
){holder}
INSERT INTO queue_ticket (id, visit_id, hall_id, day, letter, number, klass, evidence, businesses, state, reference_digest,
                          person_id, session_id, language, issued_at, ready_at, estimate_low_s, estimate_high_s, issued_by)
SELECT %(ticket)s, %(visit)s, %(hall)s, %(day)s, %(letter)s, last, %(klass)s, %(evidence)s, %(businesses)s, 'waiting', %(digest)s,
       %(person)s, %(session)s, %(language)s, %(now)s, %(now)s, %(low)s, %(high)s, %(by)s
FROM counter RETURNING number
"""
# Of an anonymous number nothing is known; who signed in, or whose card was read, is in the visit from the same statement on.
HOLDER = """, holder AS (
    INSERT INTO queue_visit_person (id, visit_id, role, person_id, level) VALUES (%(holder)s, %(visit)s, 'holder', %(person)s, %(level)s)
    ON CONFLICT DO NOTHING
)"""


def issue_ticket(
    viewer: Viewer,
    hall_id: UUID,
    businesses: tuple[str, ...],
    channel: str,
    klass: str = "ordinary",
    evidence: str = "",
    person_id: UUID | None = None,
    language: str = "zh",
    trace_id: UUID | None = None,
) -> TicketRow:
    """Give a number (取号) in a hall for one or several businesses, each counted once.

    ``klass`` is never taken from a citizen's screen: green needs evidence that staff saw, or an age read from the card.
    ``person_id``: who takes it, when that is known: signed in by a code, or a card that a reader or a person of the office saw.

    Raises: NotYetHere, HallClosed, EvidenceNeeded, AlreadyHasTicket, PostMayNot, NotYours.
    """
    name = ISSUE_GREEN if klass == "green" else ISSUE
    allow(viewer, name)
    businesses = tuple(sorted(set(businesses)))
    for code in businesses:
        offered(code)
    if klass == "green":
        _must_be_evident(viewer, evidence)
    _must_be_open(hall_id)
    night_if_left_over()
    place = hall_row(hall_id)
    reference, ticket_id = random_token(128), new_id()
    visit = _visit_of(viewer, hall_id) if channel == "phone" else None
    # The promise is computed before the counter is locked: other kiosks of the hall do not wait for it.
    hall_now = for_a_promise(hall_id)
    ahead, wait = hall_now.newcomer(klass, frozenset(businesses))
    session = viewer.session_id if viewer.post == "citizen" else None
    try:
        with act(viewer, name) as this:
            may(viewer, name, Place((place.office_id,), hall_id))
            this.trace(trace_id or (visit["trace_id"] if visit else None) or new_id())
            values: dict[str, Any] = {
                "hall": hall_id, "day": clock.local(this.at).date(), "letter": LETTERS[klass], "klass": klass, "evidence": evidence,
                "visit": visit["id"] if visit else new_id(), "new_visit": visit is None, "channel": channel, "trace": this.trace_id,
                "session": session, "now": this.at, "ticket": ticket_id, "businesses": list(businesses),
                "digest": digest_token(reference), "person": person_id, "language": language,
                "low": None if wait.unsure else wait.low_s, "high": None if wait.unsure else wait.high_s,
                "by": viewer.account_id, "holder": new_id(), "level": viewer.level if viewer.post == "citizen" else "in_person",
            }  # fmt: skip
            drawn = row(NEW_TICKET.format(holder=HOLDER if person_id else ""), values)
            assert drawn is not None
            shown = label(LETTERS[klass], drawn["number"])
            this.on("ticket", ticket_id)
            this.note({"label": shown, "businesses": list(businesses), "evidence": evidence, "person": person_id})
            this.tell(Event(f"hall:{hall_id}", "issued", {"label": shown}))
    except IntegrityError as fault:
        if "one_live_ticket" in str(fault):
            raise AlreadyHasTicket from fault
        raise
    return TicketRow(
        ticket_id, values["visit"], hall_id, shown, klass, businesses, "waiting", language, this.at, None, None, ahead,
        wait.low_s, wait.high_s, wait.unsure, values["trace"], reference, windows=len(hall_now.open),
    )  # fmt: skip


def _must_be_evident(viewer: Viewer, evidence: str) -> None:
    """Green rests on a kind of evidence that the office recognises; a device reads an age from a card, everything else a person must see (X2).

    Raises: EvidenceNeeded.
    """
    if evidence not in kinds_of(value("queue.green_grounds")) or (viewer.device_id and evidence != "age"):
        raise EvidenceNeeded


def _must_be_open(hall_id: UUID) -> None:
    now = clock.local(clock.now())
    hours = hall_opening(hall_id, now.date())
    if hours.open_at(now.time()):
        return
    place = hall_row(hall_id)
    reason, reason_en = hours.reason_zh, hours.reason_en
    if hours.works:
        reason = f"今天 {hours.opens:%H:%M}-{hours.closes:%H:%M} 办公"
        reason_en = f"open today {hours.opens:%H:%M}-{hours.closes:%H:%M}"
    before_opening = hours.works and now.time() < hours.opens
    found: tuple[date, Any] | None = (now.date(), hours) if before_opening else next_opening(hall_id, now.date())
    next_zh = f"下次办公：{found[0].month}月{found[0].day}日 {found[1].opens:%H:%M}" if found else "请打电话问办公时间"
    next_en = f"Next open: {found[0]:%Y-%m-%d} {found[1].opens:%H:%M}" if found else "Call for opening hours"
    raise HallClosed(hall=place.name_zh, reason=reason, reason_en=reason_en, next_zh=next_zh, next_en=next_en)


def _visit_of(viewer: Viewer, hall_id: UUID) -> dict[str, Any] | None:
    """The visit of today that this phone already has: a second number joins it and keeps its trace."""
    return row(
        "SELECT id, trace_id FROM queue_visit WHERE session_id = %s AND hall_id = %s AND day = %s ORDER BY started_at DESC LIMIT 1",
        [viewer.session_id, hall_id, clock.today()],
    )


def move(ticket: dict[str, Any], what: str, sets: str = "", values: list[Any] | None = None) -> None:
    """Move a ticket along the state table by a conditional statement: of two who try at once, one wins.

    Raises: TicketMovedOn.
    """
    to = STATES.get((ticket["state"], what))
    extra = f", {sets}" if sets else ""
    done = to and execute(
        f"UPDATE queue_ticket SET state = %s{extra} WHERE id = %s AND state = %s",
        [to, *(values or []), ticket["id"], ticket["state"]],
    )
    if not done:
        zh, en = WORDS[ticket["state"]]
        raise TicketMovedOn(label=label(ticket["letter"], ticket["number"]), state_zh=zh, state=en)


def give_up(viewer: Viewer, ticket_id: UUID) -> None:
    """The holder does not want the number any more (我不办了).

    Raises: NotYours, TicketMovedOn.
    """
    allow(viewer, GIVE_UP)
    with act(viewer, GIVE_UP) as this:
        ticket = row("SELECT * FROM queue_ticket WHERE id = %s FOR UPDATE", [ticket_id])
        if ticket is None:
            raise NotYours
        may(viewer, GIVE_UP, holder(ticket))
        move(ticket, "give_up", "closed_at = %s, window_id = NULL", [this.at])
        shown = label(ticket["letter"], ticket["number"])
        if ticket["window_id"]:
            free_window(ticket["window_id"], this.at)
            this.tell(Event(f"window:{ticket['window_id']}", "changed", {"label": shown, "state": "left"}))
        this.on("ticket", ticket_id)
        this.trace(trace_of(ticket["visit_id"]))
        this.tell(Event(f"hall:{ticket['hall_id']}", "left", {"label": shown}), Event(f"ticket:{ticket_id}", "left", {}))


def free_window(window_id: UUID, at: Any) -> None:
    """The window has nobody any more: its period of serving ends where idleness begins."""
    open_ = row("SELECT * FROM queue_period WHERE window_id = %s AND to_at IS NULL", [window_id])
    if open_ and open_["kind"] == "serving":
        turn_period(window_id, open_["hall_id"], open_["account_id"], "idle", None, at)


def turn_period(window_id: UUID, hall_id: UUID, account_id: UUID | None, kind: str, ticket_id: UUID | None, at: Any) -> None:
    """End the open period of a window and begin the next at the same instant: no gap, no overlap."""
    execute("UPDATE queue_period SET to_at = %s WHERE window_id = %s AND to_at IS NULL", [at, window_id])
    execute(
        "INSERT INTO queue_period (id, window_id, hall_id, account_id, kind, ticket_id, from_at) VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [new_id(), window_id, hall_id, account_id, kind, ticket_id, at],
    )


def trace_of(visit_id: UUID) -> UUID | None:
    """The thread of a visit."""
    found = row("SELECT trace_id FROM queue_visit WHERE id = %s", [visit_id])
    return found["trace_id"] if found else None
