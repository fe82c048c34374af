"""Which papers were printed of a case or a notice, and which can be."""

from typing import Any
from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.processes.cases.public import CaseRow, DocumentRow
from yitang.processes.papers.public import KINDS, Kind, of_notice, papers_of_thing, printable

PRINTS = ("clerk", "reviewer", "chief")


def _offers(viewer: Viewer, thing_id: UUID, kinds: tuple[Kind, ...]) -> dict[str, Any]:
    if viewer.post not in PRINTS:
        return {}
    made = papers_of_thing(viewer, [thing_id])
    there = {one.kind for one in made}
    return {"printed": [(one, KINDS[one.kind]) for one in made], "to_print": [(k, thing_id) for k in kinds if k.code not in there]}


def of_case(viewer: Viewer, case: CaseRow, document: DocumentRow | None) -> dict[str, Any]:
    """The papers of a case, for its page."""
    return _offers(viewer, case.id, printable(case.state, document.kind if document else ""))


def of_notice_page(viewer: Viewer, notice: dict[str, Any]) -> dict[str, Any]:
    """The paper of a notice, for its page."""
    return _offers(viewer, notice["id"], (of_notice(bool(notice["findings"]["grounds"])),))
