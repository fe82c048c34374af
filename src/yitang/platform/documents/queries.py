"""Reading printed papers. The room above has asked whether the viewer may."""

from collections.abc import Iterable
from uuid import UUID

from yitang.platform.database.public import row, rows
from yitang.platform.documents.domain import DocumentRow, PrintingRow
from yitang.platform.files.public import read
from yitang.platform.identity.public import NotYours

DOCUMENT = """
SELECT d.id, d.kind, d.number, d.office_id, d.thing_id, d.last4, d.issued_on, d.until_on, d.statement, d.digest, d.account_id, d.made_at,
       r.at AS revoked_at, coalesce(r.reason, '') AS reason
FROM documents_document d LEFT JOIN documents_revocation r ON r.document_id = d.id
"""


def document(document_id: UUID) -> DocumentRow:
    """One paper.

    Raises: NotYours when there is none.
    """
    found = row(f"{DOCUMENT} WHERE d.id = %s", [document_id])
    if found is None:
        raise NotYours
    return DocumentRow(**found)


def document_numbered(number: str) -> DocumentRow | None:
    """The paper of a number, if there is one."""
    found = row(f"{DOCUMENT} WHERE d.number = %s", [number])
    return DocumentRow(**found) if found else None


def documents_of(things: Iterable[UUID]) -> list[DocumentRow]:
    """The papers of these things, oldest first."""
    return [DocumentRow(**r) for r in rows(f"{DOCUMENT} WHERE d.thing_id = ANY(%s) ORDER BY d.made_at, d.number", [list(things)])]


def printings_of(document_id: UUID) -> list[PrintingRow]:
    """Each printing of a paper: the original, then its copies."""
    return [PrintingRow(**r) for r in rows("SELECT n, digest, reason, account_id, at FROM documents_printing WHERE document_id = %s ORDER BY n", [document_id])]


def rendering(document_id: UUID, n: int) -> bytes:
    """The bytes of a printing as they came out then, checked against their digest.

    Raises: NotYours when there is no such printing; FileMissing, FileDamaged.
    """
    found = row("SELECT digest FROM documents_printing WHERE document_id = %s AND n = %s", [document_id, n])
    if found is None:
        raise NotYours
    return read(found["digest"])
