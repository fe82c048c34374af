"""Making a paper, printing a copy, revoking it. Who may, the room above decides: its act is passed in as ``this``."""

from collections.abc import Callable
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.text import clean
from yitang.platform.audit.public import Act
from yitang.platform.database.public import execute, lock, new_id, row
from yitang.platform.documents.domain import DocumentRow, Stamp, Statement, Wanted, as_copy
from yitang.platform.documents.errors import CopyNeedsReason, DocumentMadeAlready, DocumentRevoked
from yitang.platform.documents.queries import document, document_numbered
from yitang.platform.documents.statements import make_statement
from yitang.platform.files.public import read, store
from yitang.platform.numbering.public import draw

MOST_REASON = 200


def make(this: Act, wanted: Wanted, layout: Callable[[Stamp], bytes]) -> DocumentRow:
    """Make a paper (出具文书) in the caller's act: number, signed code, rendering under its own digest.

    ``layout`` draws the paper from what the caller has read in the same act, so that it says what the database holds then.

    Raises: DocumentMadeAlready when there is one of this kind for this thing; the number goes back.
    """
    # The constraint is the guarantee; asked before a number is drawn, so that who comes second is told the number of the first.
    lock("documents.thing", wanted.thing_id)
    given = row("SELECT number FROM documents_document WHERE thing_id = %s AND kind = %s", [wanted.thing_id, wanted.kind])
    if given:
        raise DocumentMadeAlready(number=given["number"])
    on, drawn = clock.local(this.at).date(), draw(this, f"paper:{wanted.letter}", "year")
    number = f"{wanted.letter}{drawn.period}-{drawn.number:06d}"
    until = wanted.until.isoformat() if wanted.until else ""
    statement = make_statement(Statement(wanted.kind, number, wanted.last4, on.isoformat(), until))
    digest, document_id = store(layout(Stamp(number, statement, on))), new_id()
    execute(
        "INSERT INTO documents_document (id, kind, number, office_id, thing_id, last4, issued_on, until_on, statement, digest, account_id, made_at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            document_id, wanted.kind, number, wanted.office_id, wanted.thing_id, wanted.last4, on, wanted.until, statement, digest, this.viewer.account_id,
            this.at,
        ],
    )  # fmt: skip
    _printed(this, document_id, 0, digest, "")
    this.on("document", document_id)
    this.note({"number": number, "kind": wanted.kind, "digest": digest})
    made = document_numbered(number)
    assert made is not None
    return made


def print_copy(this: Act, document_id: UUID, reason: str) -> int:
    """One more printing (重印), marked as a copy, of the bytes that were printed first. Returns: its number, from 1.

    Raises: CopyNeedsReason, DocumentRevoked, NotYours; FileMissing, FileDamaged when the first printing is not what it was.
    """
    why = _reason(reason)
    lock("documents.document", document_id)
    found = document(document_id)
    if found.revoked_at:
        raise DocumentRevoked
    last = row("SELECT max(n) AS n FROM documents_printing WHERE document_id = %s", [document_id])
    n = (last["n"] if last else 0) + 1
    digest = store(as_copy(read(found.digest), n, clock.local(this.at).date()))
    _printed(this, document_id, n, digest, why)
    this.on("document", document_id)
    this.note({"number": found.number, "copy": n, "reason": why, "digest": digest})
    return n


def revoke(this: Act, document_id: UUID, reason: str) -> None:
    """The paper holds no more (作废): its code says so from now on.

    Raises: CopyNeedsReason, DocumentRevoked, NotYours.
    """
    why = _reason(reason)
    lock("documents.document", document_id)
    found = document(document_id)
    if found.revoked_at:
        raise DocumentRevoked
    execute(
        "INSERT INTO documents_revocation (id, document_id, reason, account_id, at, log_id) VALUES (%s, %s, %s, %s, %s, %s)",
        [new_id(), document_id, why, this.viewer.account_id, this.at, this.id],
    )
    this.on("document", document_id)
    this.note({"number": found.number, "reason": why})


def _reason(said: str) -> str:
    """The reason that was given.

    Raises: CopyNeedsReason.
    """
    why = clean(said, MOST_REASON)
    if len(why) < 2:
        raise CopyNeedsReason
    return why


def _printed(this: Act, document_id: UUID, n: int, digest: str, reason: str) -> None:
    execute(
        "INSERT INTO documents_printing (id, document_id, n, digest, reason, account_id, at, log_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [new_id(), document_id, n, digest, reason, this.viewer.account_id, this.at, this.id],
    )
