"""One-time links to originals: for the session that asked, for a minute, once. Whoever makes one has asked who may see the file."""

from datetime import timedelta

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row
from yitang.platform.identity.public import SignInNeeded, alive
from yitang.platform.keys.public import digest_token, random_token
from yitang.platform.policy.public import value
from yitang.platform.uploads.domain import UploadRow
from yitang.platform.uploads.errors import LinkOver
from yitang.platform.uploads.queries import COLUMNS, original_of

# By one statement: of two who come with the same link, one finds it.
TAKE = "UPDATE uploads_link SET used_at = %(now)s WHERE digest = %(digest)s AND used_at IS NULL AND until_at > %(now)s RETURNING file_id, session_id"


def link_to(viewer: Viewer, upload: UploadRow) -> str:
    """A link to an original, in the caller's transaction, which has its row in the log. Returns: 128 bits, shown once. By the real clock, as sessions are.

    Raises: SignInNeeded for who has no session.
    """
    if viewer.session_id is None:
        raise SignInNeeded
    token, now = random_token(128), clock.real_now()
    execute("DELETE FROM uploads_link WHERE until_at < %s", [now - timedelta(days=1)])
    execute(
        "INSERT INTO uploads_link (digest, file_id, session_id, until_at) VALUES (%s, %s, %s, %s)",
        [digest_token(token), upload.id, viewer.session_id, now + timedelta(seconds=value("uploads.link_lives_s"))],
    )
    return token


def take_original(token: str) -> tuple[UploadRow, bytes]:
    """The original behind a link, once: while the session that asked for it lives and the file is where it was.

    Raises: LinkOver, in the same words whatever is wrong with it; FileMissing, FileDamaged.
    """
    found = row(TAKE, {"now": clock.real_now(), "digest": digest_token(token[:64])})
    if found is None or not alive(found["session_id"]):
        raise LinkOver
    kept = row(f"SELECT {COLUMNS} FROM uploads_file WHERE id = %s AND removed_at IS NULL", [found["file_id"]])
    if kept is None:
        raise LinkOver
    upload = UploadRow(**kept)
    return upload, original_of(upload)
