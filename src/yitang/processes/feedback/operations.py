"""Inviting and taking ratings. Nothing is filled in for anybody; the clerk neither sees nor touches a rating in progress."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import execute, new_id, row, rows
from yitang.platform.identity.public import Place, allow, can, may
from yitang.platform.live.public import Event
from yitang.platform.policy.public import value
from yitang.processes.feedback.access import RATE, READ
from yitang.processes.queue.public import last_call_at

GRADES = {
    5: ("非常满意", "Very satisfied"),
    4: ("满意", "Satisfied"),
    3: ("基本满意", "Fairly satisfied"),
    2: ("不满意", "Dissatisfied"),
    1: ("非常不满意", "Very dissatisfied"),
}


class NothingToRate(Refusal):
    """There is no visit here that may be rated."""

    code = "nothing_to_rate"
    zh = "现在没有可以评价的业务。"
    en = "There is nothing to rate here now."
    status = 404


class AlreadyRated(Refusal):
    """One visit is rated once."""

    code = "already_rated"
    zh = "这次业务已经评价过了，谢谢。"
    en = "This visit was rated already, thank you."
    status = 409


class NoSuchGrade(Refusal):
    """Not one of the five grades."""

    code = "no_such_grade"
    zh = "请从五个等级里选一个。"
    en = "Choose one of the five grades."


@dataclass(frozen=True, slots=True)
class RatingRow:
    """A rating as the head of the office sees it."""

    grade: int
    source: str
    quick: bool
    at: datetime
    window_id: UUID

    @property
    def bad(self) -> bool:
        """The last two grades."""
        return self.grade <= 2


def invite(this: Act, ticket_id: UUID, office_id: UUID, hall_id: UUID, window_id: UUID, session_id: UUID | None) -> None:
    """The visit may be rated from now on, in the caller's act; a second invitation for it changes nothing."""
    execute(
        "INSERT INTO feedback_invitation (id, ticket_id, office_id, hall_id, window_id, session_id, account_id, opened_at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (ticket_id) DO NOTHING",
        [new_id(), ticket_id, office_id, hall_id, window_id, session_id, this.viewer.account_id, this.at],
    )
    this.tell(Event(f"window:{window_id}", "rate", {}), Event(f"ticket:{ticket_id}", "rate", {}))


def rate(viewer: Viewer, ticket_id: UUID, grade: int) -> None:
    """Rate a visit, once (评价). Faster than a person can read is flagged, not refused.

    Raises: PostMayNot for a clerk, NothingToRate (also for another's visit, in the same words), AlreadyRated, NoSuchGrade.
    """
    allow(viewer, RATE)
    if grade not in GRADES:
        raise NoSuchGrade
    try:
        with act(viewer, RATE) as this:
            found = row("SELECT * FROM feedback_invitation WHERE ticket_id = %s", [ticket_id])
            if found is None:
                raise NothingToRate
            sessions = frozenset({found["session_id"]} - {None})
            if not can(viewer, RATE, Place((found["office_id"],), found["hall_id"], found["window_id"], session_ids=sessions)):
                raise NothingToRate
            source = "screen" if viewer.post == "screen" else "citizen"
            quick = (this.at - found["opened_at"]).total_seconds() < value("feedback.too_quick_s")
            execute(
                "INSERT INTO feedback_rating (id, invitation_id, grade, source, quick, at) VALUES (%s, %s, %s, %s, %s, %s)",
                [new_id(), found["id"], grade, source, quick, this.at],
            )
            this.on("ticket", ticket_id)
            this.note({"grade": grade, "source": source})
            this.tell(Event(f"office:{found['office_id']}", "rated", {}))
    except IntegrityError as fault:
        raise AlreadyRated from fault


def may_rate(ticket_id: UUID) -> bool:
    """Whether a visit is open to be rated."""
    found = row("SELECT r.id FROM feedback_invitation i LEFT JOIN feedback_rating r ON r.invitation_id = i.id WHERE i.ticket_id = %s", [ticket_id])
    return found is not None and found["id"] is None


def open_at_window(hall_id: UUID, window_id: UUID) -> UUID | None:
    """The visit whose rating the second screen of a window asks for now: the newest of today that is not rated.

    Once the next person was called there, the former visit is asked for no more, whether the next one is rated or leaves; the phone still may.
    """
    start, _ = clock.local_day_bounds(clock.today())
    found = row(
        "SELECT i.ticket_id, i.opened_at FROM feedback_invitation i LEFT JOIN feedback_rating r ON r.invitation_id = i.id "
        "WHERE i.window_id = %s AND i.opened_at >= %s AND r.id IS NULL ORDER BY i.opened_at DESC LIMIT 1",
        [window_id, start],
    )
    if found is None:
        return None
    called = last_call_at(hall_id, window_id)
    ticket_id: UUID = found["ticket_id"]
    return None if called and called[0] != ticket_id and called[1] >= found["opened_at"] else ticket_id


def ratings(viewer: Viewer, office_id: UUID, on: date) -> list[RatingRow]:
    """Ratings of an office and day, newest first, for its head.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, READ)
    may(viewer, READ, Place((office_id,)))
    start, end = clock.local_day_bounds(on)
    found = rows(
        "SELECT r.grade, r.source, r.quick, r.at, i.window_id FROM feedback_rating r JOIN feedback_invitation i ON i.id = r.invitation_id "
        "WHERE i.office_id = %s AND r.at >= %s AND r.at < %s ORDER BY r.at DESC",
        [office_id, start, end],
    )
    return [RatingRow(**r) for r in found]
