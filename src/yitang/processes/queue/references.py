"""By which oversight finds a ticket, and when somebody was served, once it has asked whether the viewer may."""

from datetime import date, datetime
from uuid import UUID

from yitang.platform.database.public import rows

OF_LABEL = """
SELECT t.id, v.trace_id FROM queue_ticket t JOIN queue_visit v ON v.id = t.visit_id
WHERE t.day = %s AND t.letter = %s AND t.number = %s ORDER BY t.issued_at LIMIT 20
"""
SPANS = """
SELECT account_id, from_at, to_at FROM queue_period WHERE kind = 'serving' AND from_at < %s AND (to_at IS NULL OR to_at > %s)
"""


OF_ID = "SELECT t.id, v.trace_id FROM queue_ticket t JOIN queue_visit v ON v.id = t.visit_id WHERE t.id = %s"


def ticket_with_id(ticket_id: UUID) -> list[tuple[UUID, UUID]]:
    """The ticket of this id with its trace, if there is one."""
    return [(one["id"], one["trace_id"]) for one in rows(OF_ID, [ticket_id])]


def tickets_with_label(on: date, shown: str) -> list[tuple[UUID, UUID]]:
    """Every ticket that showed this number on a day, in whatever hall, with its trace."""
    letter, number = shown[:1].upper(), shown[1:]
    if not (number.isascii() and number.isdecimal() and len(number) < 6):
        return []
    return [(one["id"], one["trace_id"]) for one in rows(OF_LABEL, [on, letter, int(number)])]


def served_spans(from_at: datetime, to_at: datetime) -> list[tuple[UUID, datetime, datetime | None]]:
    """When each account had somebody at the own window: account, from, until (nothing: still)."""
    return [(one["account_id"], one["from_at"], one["to_at"]) for one in rows(SPANS, [to_at, from_at])]
