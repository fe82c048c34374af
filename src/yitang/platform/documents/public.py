"""Front door of documents."""

from yitang.platform.documents.domain import PLACE_OF_MARK, DocumentRow, PrintingRow, Stamp, Statement, Wanted, as_electronic
from yitang.platform.documents.errors import DocumentMadeAlready
from yitang.platform.documents.operations import make, print_copy, revoke
from yitang.platform.documents.queries import document, document_numbered, documents_of, printings_of, rendering
from yitang.platform.documents.statements import make_statement, read_statement

__all__ = [
    "PLACE_OF_MARK", "DocumentMadeAlready", "DocumentRow", "PrintingRow", "Stamp", "Statement", "Wanted", "as_electronic", "document", "document_numbered",
    "documents_of", "make", "make_statement", "print_copy", "printings_of", "read_statement", "rendering", "revoke",
]  # fmt: skip
