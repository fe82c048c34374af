"""Reading exports: the own ones, those that wait for a second person, and whose a mark is."""

from collections import Counter
from functools import lru_cache
from typing import Any
from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import look
from yitang.platform.database.public import declared, row, rows, transaction
from yitang.platform.exports.access import SEE, WHOSE
from yitang.platform.exports.domain import ExportRow, Source, Span
from yitang.platform.exports.errors import SourceUnknown
from yitang.platform.exports.reading import marks_of_file
from yitang.platform.identity.public import NotYours, Place, allow, may

COLUMNS = (
    "id, source, account_id, person_id, purpose, from_on, to_on, format, state, rows, asked_at, above_cap, decided_account, made_at, taken_at, until, office_id"
)


@lru_cache(maxsize=1)
def sources() -> tuple[Source, ...]:
    """Every list that some room lets out, in the order of the floors (``exports`` of its ``AppConfig``)."""
    return tuple(declared("exports"))


def source(name: str) -> Source:
    """One of them.

    Raises: SourceUnknown.
    """
    for one in sources():
        if one.name == name:
            return one
    raise SourceUnknown


def as_row(viewer: Viewer, found: dict[str, Any]) -> ExportRow:
    """An export as its asker or a second person sees it."""
    return ExportRow(
        found["id"], found["source"], found["account_id"], found["purpose"], Span(found["from_on"], found["to_on"]), found["format"], found["state"],
        found["rows"], found["asked_at"], found["above_cap"], found["decided_account"], found["made_at"], found["taken_at"], found["until"],
        found["person_id"] == viewer.person_id,
    )  # fmt: skip


def place_of(found: dict[str, Any]) -> Place:
    """Where an export lies: with who asked; one that is large and waits, also with its office."""
    offices = (found["office_id"],) if found["above_cap"] and found["state"] == "waiting" else ()
    return Place(offices, person_ids=frozenset({found["person_id"]}))


def export_for(viewer: Viewer, export_id: UUID) -> ExportRow:
    """An export that the viewer asked for, or a large one of his office that waits.

    Raises: PostMayNot; NotYours, in the same words as for one that does not exist.
    """
    allow(viewer, SEE)
    found = row(f"SELECT {COLUMNS} FROM exports_export WHERE id = %s", [export_id])
    if found is None:
        raise NotYours
    may(viewer, SEE, place_of(found))
    return as_row(viewer, found)


def exports_of(viewer: Viewer) -> tuple[list[ExportRow], list[ExportRow]]:
    """The own exports, newest first; and those of the office that wait for a second person, oldest first.

    Raises: PostMayNot.
    """
    allow(viewer, SEE)
    own = rows(f"SELECT {COLUMNS} FROM exports_export WHERE person_id = %s ORDER BY asked_at DESC LIMIT 50", [viewer.person_id])
    waiting = rows(
        f"SELECT {COLUMNS} FROM exports_export WHERE office_id = %s AND state = 'waiting' AND person_id <> %s ORDER BY asked_at LIMIT 50",
        [viewer.office_id, viewer.person_id],
    )
    return [as_row(viewer, one) for one in own], [as_row(viewer, one) for one in waiting]


def whose(viewer: Viewer, content: bytes) -> list[tuple[ExportRow, int]]:
    """Whose exports a file came from: each with how many of its rows carry the mark, most first. The question is a recorded look.

    Raises: PostMayNot, FileTooLarge.
    """
    allow(viewer, WHOSE)
    found = Counter(marks_of_file(content))
    with transaction():
        known = {bytes(one["mark"]): one for one in rows(f"SELECT mark, {COLUMNS} FROM exports_export WHERE mark = ANY(%s)", [list(found)])}
        look(viewer, "exports", len(known), "whose is this file")
        return [(as_row(viewer, known[mark]), many) for mark, many in found.most_common() if mark in known]
