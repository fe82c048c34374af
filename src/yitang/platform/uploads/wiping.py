"""Bytes that nobody needs any more: let go by the room above in its act, wiped afterwards.

Equal bytes lie once in the store, so they are taken out only when no other file names them. Who keeps a file holds its digests shared, who
wipes holds them alone: bytes that somebody is just keeping are seen before they are taken out. A cut between the two steps leaves a row that
says it was let go and not yet wiped; the next round finds it.
"""

from uuid import UUID

from yitang.kernel import clock
from yitang.platform.audit.public import Act
from yitang.platform.database.public import execute, lock, lock_number, lock_shared, rows, transaction
from yitang.platform.files.public import digest_of, discard

BYTES = "files.bytes"
MOST = 100
LET_GO = """
UPDATE uploads_file SET removed_at = coalesce(removed_at, %(at)s), let_go_at = %(at)s
WHERE thing_id = ANY(%(things)s) AND let_go_at IS NULL AND (%(one)s::uuid IS NULL OR id = %(one)s) RETURNING id
"""
# The digests of a file that no other file names which was not wiped.
ITS_OWN = """
WITH mine AS (
    SELECT digest FROM uploads_file WHERE id = %(id)s UNION SELECT digest FROM uploads_page WHERE file_id = %(id)s
)
SELECT digest FROM mine WHERE NOT EXISTS (
    SELECT 1 FROM uploads_file f WHERE f.digest = mine.digest AND f.id <> %(id)s AND f.wiped_at IS NULL
) AND NOT EXISTS (
    SELECT 1 FROM uploads_page p JOIN uploads_file f ON f.id = p.file_id WHERE p.digest = mine.digest AND f.id <> %(id)s AND f.wiped_at IS NULL
)
"""
ALL_OF = "SELECT digest FROM uploads_file WHERE id = %(id)s UNION SELECT digest FROM uploads_page WHERE file_id = %(id)s"


def hold_bytes(*contents: bytes) -> None:
    """Hold these bytes until the transaction ends, so that nobody wipes them between looking and writing; in the order of ``lock``."""
    for digest in sorted({digest_of(content) for content in contents}, key=lambda one: lock_number(BYTES, one)):
        lock_shared(BYTES, digest)


def let_go(this: Act, things: list[UUID], upload_id: UUID | None = None) -> int:
    """The files of these things (or the one named) are needed no more, in the caller's act: nobody sees them from now on, their bytes are wiped soon.

    Returns: how many.
    """
    return len(rows(LET_GO, {"at": this.at, "things": things, "one": upload_id}))


def wipe_let_go() -> int:
    """Take the bytes of what was let go out of the store, a hundred files at most, each in a transaction of its own. Returns: how many files."""
    found = rows("SELECT id FROM uploads_file WHERE let_go_at IS NOT NULL AND wiped_at IS NULL ORDER BY let_go_at LIMIT %s", [MOST])
    return sum(_wiped(one["id"]) for one in found)


def _wiped(upload_id: UUID) -> int:
    with transaction():
        said = {"id": upload_id}
        lock(BYTES, *(r["digest"] for r in rows(ALL_OF, said)))
        for r in rows(ITS_OWN, said):
            discard(r["digest"])
        return execute("UPDATE uploads_file SET wiped_at = %s WHERE id = %s AND let_go_at IS NOT NULL AND wiped_at IS NULL", [clock.now(), upload_id])
