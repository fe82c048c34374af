"""Reading uploads. The caller has loaded the thing for its viewer: a file is found by its thing and never by its own id alone (X20)."""

from datetime import datetime
from uuid import UUID

from yitang.platform.database.public import row, rows
from yitang.platform.files.public import read
from yitang.platform.uploads.domain import ENDINGS, UploadRow
from yitang.platform.uploads.errors import UploadGone

COLUMNS = "id, slot, thing_id, what, kind, name, size, pages, digest, at, removed_at, hints"
SAME_ENDING = {"jpeg": (".jpg", ".jpeg"), "png": (".png",), "pdf": (".pdf",)}


def uploads_of(thing_id: UUID) -> list[UploadRow]:
    """The files of a thing in the order of their places; those that were removed are not there."""
    return [UploadRow(**r) for r in rows(f"SELECT {COLUMNS} FROM uploads_file WHERE thing_id = %s AND removed_at IS NULL ORDER BY slot, place", [thing_id])]


def stale_things(slot: str, before: datetime, most: int = 100) -> list[UUID]:
    """Things whose files of this slot all came before an instant and were not let go yet, the oldest first."""
    return [
        r["thing_id"]
        for r in rows(
            "SELECT thing_id FROM uploads_file WHERE slot = %s AND let_go_at IS NULL GROUP BY thing_id HAVING max(at) < %s ORDER BY max(at) LIMIT %s",
            [slot, before, most],
        )
    ]


def upload_of(thing_id: UUID, upload_id: UUID) -> UploadRow:
    """One of them.

    Raises: UploadGone.
    """
    found = row(f"SELECT {COLUMNS} FROM uploads_file WHERE id = %s AND thing_id = %s AND removed_at IS NULL", [upload_id, thing_id])
    if found is None:
        raise UploadGone
    return UploadRow(**found)


def copy_of(upload: UploadRow, n: int) -> bytes:
    """The clean copy of page ``n``, from 1: a JPEG.

    Raises: UploadGone for a page that it has not, FileMissing, FileDamaged.
    """
    found = row("SELECT digest FROM uploads_page WHERE file_id = %s AND n = %s", [upload.id, n])
    if found is None:
        raise UploadGone
    return read(found["digest"])


def original_of(upload: UploadRow) -> bytes:
    """The bytes as they were sent, checked against their digest; for those who may carry the risk, and only as an attachment.

    Raises: FileMissing, FileDamaged.
    """
    return read(upload.digest)


def download_name(upload: UploadRow) -> str:
    """The sent name with the ending of what the file is: ``photo.html`` that is a JPEG becomes ``photo.html.jpg``."""
    name = upload.name or "upload"
    return name if name.lower().endswith(SAME_ENDING[upload.kind]) else f"{name}.{ENDINGS[upload.kind]}"
