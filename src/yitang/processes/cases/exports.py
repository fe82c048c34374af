"""Lists of cases that may leave the program as a file: of the own office, row by row as the viewer may see them, people masked as on staff lists."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row, rows
from yitang.platform.exports.public import Source, Span
from yitang.platform.identity.public import can
from yitang.processes.cases.access import SEE
from yitang.processes.cases.domain import WORDS
from yitang.processes.cases.queries import place_of
from yitang.registers.catalogue.public import business
from yitang.registers.people.public import people

BATCH = 200
WHERE = "FROM cases_case WHERE (accepting_office = %s OR managing_office = %s) AND accepted_at >= %s AND accepted_at < %s"


def _values(viewer: Viewer, span: Span) -> list[Any]:
    return [viewer.office_id, viewer.office_id, clock.local_day_bounds(span.from_on)[0], clock.local_day_bounds(span.to_on)[1]]


def count_cases(viewer: Viewer, span: Span) -> int:
    """How many cases of the viewer's office were accepted in these days."""
    found = row(f"SELECT count(*) AS n {WHERE}", _values(viewer, span))
    return int(found["n"]) if found else 0


def read_cases(viewer: Viewer, span: Span) -> Iterator[tuple[str, ...]]:
    """Them, oldest first; a case that this viewer may not see is left out, whatever the list says."""
    found = rows(
        "SELECT id, number, business, state, applicant_id, accepting_office, managing_office, session_id, accepted_at, due_on "
        f"{WHERE} ORDER BY accepted_at, id",
        _values(viewer, span),
    )
    seen = [one for one in found if can(viewer, SEE, place_of(viewer, one))]
    for start in range(0, len(seen), BATCH):
        some = seen[start : start + BATCH]
        known = people([one["applicant_id"] for one in some])
        for one in some:
            who = known[one["applicant_id"]]
            yield (
                one["number"], business(one["business"]).zh, WORDS[one["state"]][0], who.name_staff, who.last4, _local(one["accepted_at"]),
                str(one["due_on"] or ""),
            )  # fmt: skip


def _local(at: datetime) -> str:
    return f"{clock.local(at):%Y-%m-%d %H:%M}"


EXPORTS = (
    Source(
        "cases.accepted", "受理的业务", "cases accepted",
        (("业务号", "Case"), ("业务", "Business"), ("状态", "State"), ("申请人", "Applicant"),
         ("证件尾号", "Last four"), ("受理", "Accepted"), ("最迟办结", "Due")),
        count_cases, read_cases,
    ),
)  # fmt: skip
