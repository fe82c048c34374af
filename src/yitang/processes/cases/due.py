"""What is due (今天到期): legal limits, limits of steps and of investigations, who holds each case and what comes next.

Limits are counted in working days (R164 Art.92, R162 Art.110) by the calendar of special days; what is stopped has the limit of its
investigation, since its own stands still.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.kernel.workdays import workdays_after
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, new_id, row, rows
from yitang.platform.identity.public import NotYours, allow
from yitang.platform.policy.public import value
from yitang.processes.cases.access import SEE_DUE
from yitang.processes.cases.domain import OPEN, CaseRow
from yitang.processes.cases.queries import COLUMNS, as_case, two_people
from yitang.processes.payments.public import settled_among
from yitang.registers.offices.public import offices, workdays

GROUPS = {"overdue": ("已经过期", "Overdue"), "today": ("今天到期", "Due today"), "soon": ("三天内到期", "Due soon"), "later": ("以后", "Later")}
# How far the calendar is read on either side of today; a limit beyond it falls on plain weekdays.
AROUND = timedelta(days=400)
# With each open case what its limits are counted from, in one statement: its review, its investigation.
UNDER_WAY = f"""
SELECT {", ".join(f"c.{one.strip()}" for one in COLUMNS.split(","))}, r.at AS reviewed_at, s.due_on AS investigated_by,
    (SELECT max(ended_at) FROM cases_suspension WHERE case_id = c.id) AS went_on_at,
    (SELECT min(due_on) FROM cases_deferral WHERE case_id = c.id AND state = 'open') AS papers_by
FROM cases_case c
LEFT JOIN cases_review r ON r.case_id = c.id
LEFT JOIN cases_suspension s ON s.id = c.suspension_id
WHERE c.accepting_office = %s AND c.state = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class DueRow:
    """A case that is not at its end. ``limit_on``: the day that counts first; ``step_on``: until when the step is to be done.

    ``next``: ``papers`` (a deferred one is still to come), ``review``, ``pay``, ``issue`` or ``decide``; ``holder``: the account that has it
    in hand, None when it waits for a second person or the chief.
    """

    case: CaseRow
    limit_on: date | None
    step_on: date | None
    group: str
    next: str
    holder: UUID | None

    @property
    def group_zh(self) -> str:
        """How urgent, in Chinese."""
        return GROUPS[self.group][0]


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many cases of an office stood at their limits when a day began, and when that was counted."""

    overdue: int
    today: int
    soon: int
    at: datetime


def group_of(limit: date | None, on: date, soon: date) -> str:
    """``overdue``, ``today``, ``soon`` (up to and with that day) or ``later``; what has no limit is later."""
    if limit is None or limit > soon:
        return "later"
    return "overdue" if limit < on else "today" if limit == on else "soon"


@dataclass(frozen=True, slots=True)
class _Calendar:
    """The day that is looked at, the last one that is soon, the working days, and how many of them each step has."""

    on: date
    soon: date
    works: Callable[[date], bool]
    steps: dict[str, int]


def _row(found: dict[str, Any], by: _Calendar) -> DueRow:
    reviewed_at, investigated_by, went_on_at = found.pop("reviewed_at"), found.pop("investigated_by"), found.pop("went_on_at")
    papers_by = found.pop("papers_by")
    case = as_case(found)
    if case.state == "suspended":
        return DueRow(case, investigated_by, investigated_by, group_of(investigated_by, by.on, by.soon), "decide", None)
    if papers_by:
        return DueRow(case, papers_by, papers_by, group_of(papers_by, by.on, by.soon), "papers", case.acceptor_account)
    began_at = reviewed_at if case.state == "reviewed" and reviewed_at else case.accepted_at
    began = clock.local(max(began_at, went_on_at or began_at)).date()  # a step that was stopped has its days from when it went on
    days = by.steps.get(case.state)
    step_on = workdays_after(began, days, by.works) if days is not None else None
    first = min((day for day in (case.due_on, step_on) if day is not None), default=None)
    second = case.state == "accepted" and two_people(case.business)
    return DueRow(
        case, first, step_on, group_of(first, by.on, by.soon), "review" if case.state == "accepted" else "issue", None if second else case.acceptor_account
    )


def _of_office(office_id: UUID, on: date) -> list[DueRow]:
    works = workdays(on - AROUND, on + AROUND)
    by = _Calendar(on, workdays_after(on, value("cases.due_soon_days", on), works), works, value("cases.step_days", on))
    found = [_row(r, by) for r in rows(UNDER_WAY, [office_id, list(OPEN)])]
    return sorted(found, key=lambda one: (one.limit_on or date.max, one.case.accepted_at))


def due_list(viewer: Viewer, mine: bool = False) -> list[DueRow]:
    """What is under way in the viewer's office and due within the days of policy, or waits for the end of an investigation; the most urgent first.

    ``mine``: of a clerk what he holds; what waits for a second person or for a decision is nobody's alone.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, SEE_DUE)
    if viewer.office_id is None:
        raise NotYours
    found = [one for one in _of_office(viewer.office_id, clock.today()) if one.group != "later" or one.next == "decide"]
    found = [one for one in found if one.holder == viewer.account_id] if mine else found
    paid = settled_among([one.case.id for one in found if one.next == "issue"])
    return [replace(one, next="pay") if one.next == "issue" and one.case.id not in paid else one for one in found]


def counted_today(viewer: Viewer) -> DayCount | None:
    """How the viewer's office stood when its day began, once that was counted.

    Raises: PostMayNot.
    """
    allow(viewer, SEE_DUE)
    found = row('SELECT overdue, today, soon, at FROM cases_due_day WHERE office_id = %s AND "on" = %s', [viewer.office_id, clock.today()])
    return DayCount(**found) if found else None


def begin_day() -> int:
    """Count what is due when a day begins by the shared clock, once for each office and day. Returns: how many offices were counted now.

    Several workers may ask at once: the key lets one row stand, and the others find it.
    """
    on = clock.today()
    counted = {r["office_id"] for r in rows('SELECT office_id FROM cases_due_day WHERE "on" = %s', [on])}
    left = [one.id for one in offices() if one.id not in counted]
    if not left:
        return 0
    with act(Viewer.system(), "cases.begin_day") as this:
        written = 0
        for office_id in left:
            groups = [one.group for one in _of_office(office_id, on)]
            written += execute(
                'INSERT INTO cases_due_day (id, office_id, "on", overdue, today, soon, at) VALUES (%s, %s, %s, %s, %s, %s, %s) '
                "ON CONFLICT ON CONSTRAINT a_day_is_counted_once_for_an_office DO NOTHING",
                [new_id(), office_id, on, groups.count("overdue"), groups.count("today"), groups.count("soon"), this.at],
            )
        this.on("day", on)
        this.note({"offices": written})
    return written
