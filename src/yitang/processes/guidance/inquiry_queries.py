"""Reading questions: the open ones of a hall, one of them, and what is asked most."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row, rows
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.platform.policy.public import value
from yitang.processes.guidance.access import INQUIRIES, INQUIRY_FIGURES
from yitang.processes.guidance.domain import COMES_AGAIN, AskedOften, HandOnRow, InquiryRow

INQUIRY = """
SELECT i.*, h.id AS hand_on_id, h.from_account, h.to_account, h.at AS handed_at, led.ticket_id
FROM guidance_inquiry i LEFT JOIN guidance_hand_on h ON h.inquiry_id = i.id AND h.decided_at IS NULL
LEFT JOIN LATERAL (SELECT ticket_id FROM guidance_led l WHERE l.precheck_id = i.precheck_id ORDER BY l.at DESC LIMIT 1) led ON true
"""
SAME = ("id", "trace_id", "channel", "business", "topic", "note", "first_id", "owner_id", "state", "asked_at", "due_at", "answered_at", "outcome",
        "pointed_to", "ticket_id")  # fmt: skip
MOST = 50


@dataclass(frozen=True, slots=True)
class Topic:
    """What a question may be about, by the policy ``guidance.topics``."""

    key: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class InHand:
    """What waits for one member of staff: own open questions, those that are late, those handed on to him."""

    open: int
    late: int
    offered: int


def topics() -> tuple[Topic, ...]:
    """The topics in their order."""
    return tuple(Topic(**one) for one in value("guidance.topics"))


def place_of(found: dict[str, Any]) -> Place:
    """Where a question lies: in its hall."""
    return Place((found["office_id"],), found["hall_id"])


def _row(found: dict[str, Any]) -> InquiryRow:
    waits = HandOnRow(found["hand_on_id"], found["from_account"], found["to_account"], found["handed_at"]) if found["hand_on_id"] else None
    return InquiryRow(**{name: found[name] for name in SAME}, hand_on=waits)


def inquiry(viewer: Viewer, inquiry_id: UUID) -> InquiryRow:
    """One question for the staff of its hall.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, INQUIRIES)
    found = row(f"{INQUIRY} WHERE i.id = %s", [inquiry_id])
    if found is None:
        raise NotYours
    may(viewer, INQUIRIES, place_of(found))
    return _row(found)


def inquiries(viewer: Viewer) -> list[InquiryRow]:
    """The open questions of the viewer's hall, the most urgent first, then those answered today, the latest first; fifty at most.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, INQUIRIES)
    if viewer.hall_id is None:
        raise NotYours
    begins, _ = clock.local_day_bounds(clock.today())
    return [
        _row(r)
        for r in rows(
            f"{INQUIRY} WHERE i.hall_id = %s AND (i.state = 'open' OR i.answered_at >= %s) "
            "ORDER BY i.state DESC, CASE WHEN i.state = 'open' THEN i.due_at END, i.answered_at DESC LIMIT %s",
            [viewer.hall_id, begins, MOST],
        )
    ]


def in_hand(viewer: Viewer) -> InHand:
    """What waits for the viewer himself."""
    found = row(
        "SELECT count(*) AS open, count(*) FILTER (WHERE due_at < %(now)s) AS late, "
        "(SELECT count(*) FROM guidance_hand_on WHERE to_account = %(me)s AND decided_at IS NULL) AS offered "
        "FROM guidance_inquiry WHERE owner_id = %(me)s AND state = 'open'",
        {"now": clock.now(), "me": viewer.account_id},
    )
    assert found is not None
    return InHand(found["open"], found["late"], found["offered"])


def late_inquiries(viewer: Viewer) -> list[InquiryRow]:
    """Open questions of the viewer's office that are late, the oldest first, for its head.

    Raises: PostMayNot, NotYours.
    """
    _of_office(viewer)
    return [
        _row(r)
        for r in rows(
            f"{INQUIRY} WHERE i.office_id = %s AND i.state = 'open' AND i.due_at < %s ORDER BY i.due_at LIMIT %s", [viewer.office_id, clock.now(), MOST]
        )
    ]


def asked_often(viewer: Viewer, since: datetime) -> list[AskedOften]:
    """What was asked since then at the viewer's office, most often first, for its head.

    Raises: PostMayNot, NotYours.
    """
    _of_office(viewer)
    return [
        AskedOften(r["business"], r["topic"], r["n"], r["again"], float(r["mean"]) if r["mean"] is not None else None)
        for r in rows(
            "SELECT business, topic, count(*) AS n, count(*) FILTER (WHERE outcome = %s) AS again, "
            "avg(extract(epoch FROM answered_at - asked_at)) AS mean FROM guidance_inquiry WHERE office_id = %s AND asked_at >= %s "
            "GROUP BY business, topic ORDER BY n DESC, business, topic LIMIT %s",
            [COMES_AGAIN, viewer.office_id, since, MOST],
        )
    ]


def _of_office(viewer: Viewer) -> None:
    allow(viewer, INQUIRY_FIGURES)
    if viewer.office_id is None:
        raise NotYours
    may(viewer, INQUIRY_FIGURES, Place((viewer.office_id,)))
