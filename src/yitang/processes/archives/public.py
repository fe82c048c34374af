"""Front door of archives: the file of a case, written inside the acts of the case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yitang.platform.audit.public import Act
from yitang.platform.database.public import execute, new_id, row, rows
from yitang.platform.files.public import read, store
from yitang.platform.numbering.public import draw

__all__ = ["FileRow", "PageRow", "add_page", "close_file", "file_of", "open_file", "page_bytes"]


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page of a file."""

    n: int
    kind: str
    title: str
    digest: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class FileRow:
    """The file of a case with its pages."""

    id: UUID
    number: str
    opened_at: datetime
    closed_at: datetime | None
    pages: tuple[PageRow, ...]


def open_file(this: Act, case_id: UUID) -> UUID:
    """Begin the file of a case under the next number of the year (档案号), in the caller's act. Returns: its id."""
    file_id, drawn = new_id(), draw(this, "file", "year")
    execute(
        "INSERT INTO archives_file (id, case_id, number, opened_at) VALUES (%s, %s, %s, %s)", [file_id, case_id, f"F{drawn.period}-{drawn.number:07d}", this.at]
    )
    return file_id


def add_page(this: Act, case_id: UUID, kind: str, title: str, content: bytes) -> None:
    """One more page; its bytes go to the file store, the page keeps their digest."""
    execute(
        "INSERT INTO archives_page (id, file_id, n, kind, title, digest, added_at) "
        "SELECT %s, f.id, coalesce((SELECT max(n) FROM archives_page p WHERE p.file_id = f.id), 0) + 1, %s, %s, %s, %s "
        "FROM archives_file f WHERE f.case_id = %s",
        [new_id(), kind, title, store(content), this.at, case_id],
    )


def close_file(this: Act, case_id: UUID) -> None:
    """The file is complete (归档)."""
    execute("UPDATE archives_file SET closed_at = %s WHERE case_id = %s AND closed_at IS NULL", [this.at, case_id])


def file_of(case_id: UUID) -> FileRow | None:
    """The file of a case; the caller has loaded the case for its viewer."""
    found = row("SELECT id, number, opened_at, closed_at FROM archives_file WHERE case_id = %s", [case_id])
    if found is None:
        return None
    pages = rows("SELECT n, kind, title, digest, added_at FROM archives_page WHERE file_id = %s ORDER BY n", [found["id"]])
    return FileRow(**found, pages=tuple(PageRow(**p) for p in pages))


def page_bytes(page: PageRow) -> bytes:
    """The bytes of a page, checked against their digest.

    Raises: FileMissing, FileDamaged.
    """
    return read(page.digest)
