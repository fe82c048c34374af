"""Reading papers: for those who print them, for whose case it is, and for anybody who scans a code."""

from collections.abc import Iterable
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.documents.public import (
    DocumentRow,
    PrintingRow,
    as_electronic,
    document,
    document_numbered,
    documents_of,
    printings_of,
    read_statement,
    rendering,
)
from yitang.platform.identity.public import NotYours, Place, allow, can, may
from yitang.platform.keys.public import same
from yitang.platform.policy.public import value
from yitang.processes.cases.public import CaseRow, case_for, is_withdrawn
from yitang.processes.papers.access import OWN, REVOKE, SEE
from yitang.processes.papers.domain import KINDS, TO_CITIZEN, PaperVerdict
from yitang.processes.papers.errors import UsePrintCopy


def paper_for(viewer: Viewer, document_id: UUID) -> DocumentRow:
    """A paper of the viewer's office.

    Raises: NotYours, PostMayNot.
    """
    allow(viewer, SEE)
    found = document(document_id)
    if found.kind not in KINDS:
        raise NotYours
    may(viewer, SEE, Place((found.office_id,)))
    return found


def printings(viewer: Viewer, paper: DocumentRow) -> list[PrintingRow]:
    """Its printings, for one who may see it."""
    may(viewer, SEE, Place((paper.office_id,)))
    return printings_of(paper.id)


def papers_of_thing(viewer: Viewer, things: Iterable[UUID]) -> list[DocumentRow]:
    """The papers of cases and notices that the viewer's office printed."""
    allow(viewer, SEE)
    return [found for found in documents_of(things) if can(viewer, SEE, Place((found.office_id,)))]


def original_opens(paper: DocumentRow) -> bool:
    """Whether the original still opens for printing (``papers.original_opens_s``)."""
    return bool((clock.now() - paper.made_at).total_seconds() <= value("papers.original_opens_s"))


def sheet(viewer: Viewer, document_id: UUID, n: int) -> bytes:
    """A printing as it came out. The original opens for a short time only: what comes later is a copy and says so.

    Raises: UsePrintCopy, NotYours, PostMayNot, FileMissing, FileDamaged.
    """
    found = paper_for(viewer, document_id)
    if n == 0 and not original_opens(found):
        raise UsePrintCopy(minutes=round(value("papers.original_opens_s") / 60))
    return rendering(document_id, n)


def may_revoke(viewer: Viewer, paper: DocumentRow) -> bool:
    """Whether the viewer may revoke it as it is now."""
    return paper.revoked_at is None and can(viewer, REVOKE, Place((paper.office_id,)))


def own_papers(viewer: Viewer, case: CaseRow) -> list[DocumentRow]:
    """The papers of a case for one who has loaded it: those that go to the citizen, without the cover of the file and the licence itself.

    Raises: NotYours.
    """
    allow(viewer, OWN)
    return [found for found in documents_of([case.id]) if found.kind in TO_CITIZEN and found.revoked_at is None]


def own_sheet(viewer: Viewer, case_id: UUID, document_id: UUID) -> bytes:
    """A paper of a case that the viewer may see: the bytes of the original with the mark of an electronic copy.

    Raises: NotYours, PostMayNot, FileMissing, FileDamaged.
    """
    found = next((one for one in own_papers(viewer, case_for(viewer, case_id)) if one.id == document_id), None)
    if found is None:
        raise NotYours
    return as_electronic(rendering(found.id, 0))


def verify_paper(token: str, last4: str = "") -> PaperVerdict:
    """Check the code of a paper (验真), for anybody. ``last4``: as printed on the paper in hand, if given.

    What is said is what the code itself says: nothing of the register is told to who has no paper (X25).
    """
    said = read_statement(token)
    if said is None or said.kind not in KINDS:
        return PaperVerdict("forged")
    kind, rest = KINDS[said.kind], (said.number, said.last4, said.issued, said.until)
    if last4 and not same(last4.strip().upper(), said.last4):
        return PaperVerdict("other_holder")
    found = document_numbered(said.number)
    if found is None or found.kind != said.kind:
        return PaperVerdict("unknown", kind, *rest)
    if found.revoked_at:
        return PaperVerdict("revoked", kind, *rest)
    if said.kind == "acceptance" and is_withdrawn(found.thing_id):
        return PaperVerdict("withdrawn", kind, *rest)
    return PaperVerdict("valid", kind, *rest)
