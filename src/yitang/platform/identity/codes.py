"""Six-digit codes to a registered phone: the way a citizen signs in (X24). The answer never says whether a number exists."""

from datetime import timedelta
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, new_id, row, transaction
from yitang.platform.identity import sessions
from yitang.platform.identity.errors import CodeTooSoon, CodeWrong, SignInNeeded
from yitang.platform.keys.public import digest_token, random_digits, same
from yitang.platform.policy.public import value

DIGITS = 6


def make_code(viewer: Viewer, purpose: str, person_id: UUID | None) -> str:
    """A code for this session and purpose; ``person_id`` is None when nobody has the number that was typed.

    A code is made and stored in either case, so that time and answer are the same. Returns: the code, to be sent to
    the registered phone if there is one, and shown nowhere else.

    Raises: SignInNeeded without a session, CodeTooSoon.
    """
    if viewer.session_id is None:
        raise SignInNeeded
    now = clock.real_now()
    with transaction():
        execute("SELECT 1 FROM identity_session WHERE id = %s FOR UPDATE", [viewer.session_id])
        found = row(
            "SELECT count(*) FILTER (WHERE session_id = %s) AS mine, count(*) FILTER (WHERE person_id = %s) AS theirs, "
            "max(created_at) FILTER (WHERE session_id = %s OR person_id = %s) AS last FROM identity_code "
            "WHERE created_at > %s AND (session_id = %s OR person_id = %s)",
            [viewer.session_id, person_id, viewer.session_id, person_id, now - timedelta(days=1), viewer.session_id, person_id],
        )
        assert found is not None
        last = found["last"]
        if max(found["mine"], found["theirs"]) >= value("code.a_day"):
            raise CodeTooSoon
        if last and now - last < timedelta(seconds=value("code.apart_s")):
            raise CodeTooSoon
        code = random_digits(DIGITS)
        execute(
            "INSERT INTO identity_code (id, session_id, purpose, person_id, code_digest, created_at, expires_at, tries) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, 0)",
            [
                new_id(), viewer.session_id, purpose, person_id, digest_token(f"{viewer.session_id}{code}"), now,
                now + timedelta(seconds=value("code.lives_s")),
            ],
        )  # fmt: skip
    return code


def confirm_code(viewer: Viewer, purpose: str, code: str) -> tuple[str, UUID]:
    """Use the newest code of this session; the session rises to level ``code``. Returns: the new cookie and the person.

    Raises: CodeWrong, in the same words for a wrong code, an old one, a used one, and one that went to nobody.
    """
    if viewer.session_id is None:
        raise SignInNeeded
    now = clock.real_now()
    with transaction():
        # The try is counted before the code is compared, and kept whatever comes: five tries in all, however many at once.
        found = row(
            "UPDATE identity_code SET tries = tries + 1 WHERE id = (SELECT id FROM identity_code WHERE session_id = %s "
            "AND purpose = %s AND used_at IS NULL ORDER BY created_at DESC LIMIT 1) "
            "RETURNING id, person_id, code_digest, expires_at, tries",
            [viewer.session_id, purpose],
        )
    if found is None or found["tries"] > value("code.tries") or found["expires_at"] < now or found["person_id"] is None:
        raise CodeWrong
    if not same(bytes(found["code_digest"]), digest_token(f"{viewer.session_id}{code.strip()}")):
        raise CodeWrong
    with transaction():
        used = execute("UPDATE identity_code SET used_at = %s WHERE id = %s AND used_at IS NULL", [now, found["id"]])
        if used != 1:
            raise CodeWrong
        return sessions.raise_level(viewer, "code", found["person_id"]), found["person_id"]
