"""What oversight asks of cases, once it has asked whether the viewer may: references and counts, no content of a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yitang.platform.database.public import row, rows

MISTAKES = """
SELECT c.id, c.number, a.account_id, a.at FROM cases_act a JOIN cases_case c ON c.id = a.case_id
WHERE a.act = 'withdraw_mistake' AND a.at >= %s AND a.at < %s ORDER BY a.at DESC LIMIT %s
"""
# Whom and what somebody handled in cases of this time: every party and the thing itself.
HANDLED = """
SELECT DISTINCT a.account_id, unnest(ARRAY[c.applicant_id, c.subject_id, p.person_id]) AS thing
FROM cases_act a JOIN cases_case c ON c.id = a.case_id LEFT JOIN cases_party p ON p.case_id = c.id
WHERE a.at >= %s AND a.at < %s AND a.account_id = ANY(%s)
"""
PAIRS = """
SELECT acceptor_person, reviewer_person, count(*)::int AS n FROM cases_review
WHERE two_people AND decision = 'grant' AND at >= %s AND at < %s GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class MistakeRow:
    """A case that was withdrawn because it was entered wrongly."""

    case_id: UUID
    number: str
    account_id: UUID
    at: datetime


def case_with_number(number: str) -> tuple[UUID, UUID] | None:
    """The case with exactly this number, and its trace."""
    found = row("SELECT id, trace_id FROM cases_case WHERE number = %s", [number.strip()])
    return (found["id"], found["trace_id"]) if found else None


def entered_by_mistake(from_at: datetime, to_at: datetime, most: int) -> list[MistakeRow]:
    """Cases withdrawn in this time as entered by mistake (录入有误), newest first."""
    return [MistakeRow(one["id"], one["number"], one["account_id"], one["at"]) for one in rows(MISTAKES, [from_at, to_at, most])]


def handled(accounts: Iterable[UUID], from_at: datetime, to_at: datetime) -> set[tuple[UUID, UUID]]:
    """Which persons and things these accounts had in a case in this time: account and id."""
    return {(one["account_id"], one["thing"]) for one in rows(HANDLED, [from_at, to_at, list(accounts)]) if one["thing"] is not None}


def review_pairs(from_at: datetime, to_at: datetime) -> dict[tuple[UUID, UUID], int]:
    """How many grants of reviews for which two people are asked each pair shared: persons of acceptor and reviewer."""
    return {(one["acceptor_person"], one["reviewer_person"]): one["n"] for one in rows(PAIRS, [from_at, to_at])}
