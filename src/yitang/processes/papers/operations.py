"""Printing a paper, printing a copy, revoking."""

from collections.abc import Callable
from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.documents.public import DocumentRow, Stamp, Wanted, document, make
from yitang.platform.documents.public import print_copy as one_more
from yitang.platform.documents.public import revoke as end_paper
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.platform.policy.public import value
from yitang.processes.papers.access import COPY, PRINT, REVOKE
from yitang.processes.papers.content import Content, of_thing
from yitang.processes.papers.domain import KINDS, Kind, Sheet
from yitang.registers.offices.public import office

Layout = Callable[[Sheet], bytes]
A4 = (210, 297)


def size_of(kind: Kind) -> tuple[int, int]:
    """Width and height of a paper in mm: A4, or as policy says for licences and certificates."""
    if kind.size == "a4":
        return A4
    width, height = value(f"papers.{kind.size}_mm")
    return int(width), int(height)


def print_paper(viewer: Viewer, what: str, thing_id: UUID, layout: Layout) -> DocumentRow:
    """Print a paper (打印文书) of a case or a notice: it says what the database holds now, and that is what is kept.

    ``what``: one of ``KINDS``; ``layout`` draws a ``Sheet``.

    Raises: NotPrintable, DocumentMadeAlready, NotYours, PostMayNot.
    """
    allow(viewer, PRINT)
    kind = KINDS.get(what)
    if kind is None:
        raise NotYours
    with act(viewer, PRINT) as this:
        found = of_thing(viewer, kind, thing_id)
        may(viewer, PRINT, Place(found.offices))
        this.trace(found.trace_id)
        wanted = Wanted(kind.code, kind.letter, found.offices[0], thing_id, found.last4, found.until)
        return make(this, wanted, lambda stamp: layout(_sheet(kind, found, stamp)))


def _sheet(kind: Kind, found: Content, stamp: Stamp) -> Sheet:
    width, height = size_of(kind)
    by = office(found.offices[0])
    return Sheet(
        kind, stamp.number, stamp.issued_on, found.statement or stamp.statement, by.name_zh, by.name_en, by.address, by.phone, width, height, found.to,
        bool(found.statement), (found.business.zh, found.business.en), found.facts, found.items, found.pages, found.remedy, found.rests_on,
    )  # fmt: skip


def _mine(viewer: Viewer, name: str, document_id: UUID) -> DocumentRow:
    """A paper of the viewer's office that this act may be done to.

    Raises: NotYours.
    """
    found = document(document_id)
    if found.kind not in KINDS:
        raise NotYours
    may(viewer, name, Place((found.office_id,)))
    return found


def print_copy(viewer: Viewer, document_id: UUID, reason: str) -> int:
    """Print a copy (重印副本) with its reason: the same bytes, and a mark. Returns: which copy it is, from 1.

    Raises: CopyNeedsReason, DocumentRevoked, NotYours, PostMayNot, FileMissing, FileDamaged.
    """
    allow(viewer, COPY)
    with act(viewer, COPY) as this:
        _mine(viewer, COPY, document_id)
        return one_more(this, document_id, reason)


def revoke_paper(viewer: Viewer, document_id: UUID, reason: str) -> None:
    """Revoke a paper (作废): whoever scans its code is told so from now on.

    Raises: CopyNeedsReason, DocumentRevoked, NotYours, PostMayNot, FreshFactorNeeded.
    """
    allow(viewer, REVOKE)
    with act(viewer, REVOKE) as this:
        _mine(viewer, REVOKE, document_id)
        end_paper(this, document_id, reason)
