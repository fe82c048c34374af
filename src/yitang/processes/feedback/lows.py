"""Low ratings, for oversight, once it has asked whether the viewer may."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yitang.platform.database.public import rows

LOW = """
SELECT i.ticket_id, i.account_id, r.grade, r.at FROM feedback_rating r JOIN feedback_invitation i ON i.id = r.invitation_id
WHERE r.grade <= 2 AND r.at >= %s AND r.at < %s ORDER BY r.at DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class LowRow:
    """A low rating with the ticket that it is of and who served it."""

    ticket_id: UUID
    account_id: UUID
    grade: int
    at: datetime


def low_ratings(from_at: datetime, to_at: datetime, most: int) -> list[LowRow]:
    """Ratings of 不满意 and 非常不满意 in this time, newest first."""
    return [LowRow(**one) for one in rows(LOW, [from_at, to_at, most])]
