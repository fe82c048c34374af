"""Calls replayed (叫号核对): does what each call kept lead to the ticket that was called (X2)?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from yitang.engines.dispatch.policy import Rule, Waiting, index
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import rows
from yitang.platform.identity.public import Place, allow, may
from yitang.processes.queue.access import FIGURES
from yitang.processes.queue.domain import label
from yitang.processes.queue.snapshot import hall_row, hall_windows, rule_of

WHY = {
    "rule": ("用的不是当天的叫号规则", "Not by the rule of the day"),
    "not_first": ("叫的不是排在第一的号", "Not the first of those who waited"),
    "order": ("排的顺序不合规则", "Those who waited are not in the order of the rule"),
    "index": ("等候值和取号时间、类别不符", "An index that class and time do not give"),
    "left_out": ("有排在前面的人没有列入", "Somebody who was before is not among those who waited"),
}
# Others who come, are called or leave in these seconds may or may not be in the picture that a window had of the line.
AT_ONCE = timedelta(seconds=5)
# Points: an index is kept with four digits.
NEAR = 0.001
CALLS = """
SELECT c.id, c.ticket_id, c.window_id, c.account_id, c.at, c.rule_version, c.candidates FROM queue_call c JOIN queue_ticket t ON t.id = c.ticket_id
WHERE c.hall_id = %s AND t.day = %s AND c.kind = 'call' ORDER BY c.at
"""
TICKETS = """
SELECT t.id, t.letter, t.number, t.klass, t.businesses, t.issued_at, t.returned, t.closed_at,
       (SELECT min(c.at) FROM queue_call c WHERE c.ticket_id = t.id) AS first_call
FROM queue_ticket t WHERE t.hall_id = %s AND t.day = %s
"""


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """A call that does not follow from what it kept, and why (a word of ``WHY``)."""

    call_id: UUID
    label: str
    window_number: int
    account_id: UUID
    at: datetime
    why: str

    @property
    def why_zh(self) -> str:
        """Why, in Chinese."""
        return WHY[self.why][0]

    @property
    def why_en(self) -> str:
        """Why, in English."""
        return WHY[self.why][1]


def calls_in_doubt(viewer: Viewer, hall_id: UUID, on: date) -> tuple[int, list[DoubtRow]]:
    """Every call of a hall and day is replayed from its candidates. Returns: how many calls there were, and those that do not follow.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, FIGURES)
    may(viewer, FIGURES, Place((hall_row(hall_id).office_id,), hall_id))
    return doubts_of(hall_id, on)


def doubts_of(hall_id: UUID, on: date) -> tuple[int, list[DoubtRow]]:
    """The same for a room that has asked by itself whether the viewer may."""
    tickets = {r["id"]: r for r in rows(TICKETS, [hall_id, on])}
    windows = {w.id: w for w in hall_windows(hall_id, on)}
    rule, calls, found = rule_of(on), rows(CALLS, [hall_id, on]), []
    for call in calls:
        skills = windows[call["window_id"]].skills if call["window_id"] in windows else None
        why = doubt(call, tickets, rule, skills)
        if why:
            ticket = tickets[call["ticket_id"]]
            number = windows[call["window_id"]].number if call["window_id"] in windows else 0
            found.append(DoubtRow(call["id"], label(ticket["letter"], ticket["number"]), number, call["account_id"], call["at"], why))
    return len(calls), found


def doubt(call: Mapping[str, Any], tickets: Mapping[UUID, Mapping[str, Any]], rule: Rule, skills: frozenset[str] | None) -> str:
    """Why a call does not follow from its candidates, as a word of ``WHY``; nothing when it does."""
    kept = json.loads(call["candidates"]) if isinstance(call["candidates"], str) else call["candidates"]
    listed = [(UUID(one[0]), float(one[2]), bool(one[3])) for one in kept]
    if call["rule_version"] != rule.version:
        return "rule"
    if not listed or listed[0][0] != call["ticket_id"]:
        return "not_first"
    keys = [(not capped, 0.0 if capped else -points) for _, points, capped in listed]
    if keys != sorted(keys):
        return "order"
    for ticket_id, points, capped in listed:
        ticket = tickets.get(ticket_id)
        # Who missed a call and came back counts from another time since; which it was then is in the log.
        if ticket is None or (not ticket["returned"] and not _agrees(ticket, rule, call["at"], points, capped)):
            return "index"
    return "left_out" if _left_out(call["at"], listed, tickets, rule, skills) else ""


def _waiting(ticket: Mapping[str, Any]) -> Waiting:
    return Waiting(ticket["id"], "", ticket["klass"], frozenset(ticket["businesses"]), ticket["issued_at"], ticket["issued_at"])


def _agrees(ticket: Mapping[str, Any], rule: Rule, at: datetime, points: float, capped: bool) -> bool:
    exact, beyond = index(_waiting(ticket), rule, at)
    return abs(exact - points) <= NEAR and beyond == capped


def _left_out(
    at: datetime, listed: list[tuple[UUID, float, bool]], tickets: Mapping[UUID, Mapping[str, Any]], rule: Rule, skills: frozenset[str] | None
) -> bool:
    """Whether somebody surely waited then, fitted the window, was before the one who was called, and is not listed."""
    known = {ticket_id for ticket_id, _, _ in listed}
    called, first_points, first_capped = listed[0]
    for ticket in tickets.values():
        gone = min((t for t in (ticket["first_call"], ticket["closed_at"]) if t), default=None)
        there = ticket["issued_at"] < at - AT_ONCE and (gone is None or gone > at + AT_ONCE)
        if not there or ticket["id"] in known or (skills is not None and not frozenset(ticket["businesses"]) <= skills):
            continue
        points, capped = index(_waiting(ticket), rule, at)
        # Beyond the cap the oldest goes first, whatever the index.
        older = capped and first_capped and not tickets[called]["returned"] and ticket["issued_at"] < tickets[called]["issued_at"]
        if older or (not first_capped and (capped or points > first_points + NEAR)):
            return True
    return False
