"""Six-digit codes to a registered phone: the way a citizen signs in (X24). The answer never says whether a number exists."""

from datetime import datetime, timedelta
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, lock, new_id, row, transaction
from yitang.platform.identity import sessions
from yitang.platform.identity.domain import solves
from yitang.platform.identity.errors import CodeTooSoon, CodeWrong, PuzzleNeeded, SignInNeeded
from yitang.platform.keys.public import blind_index, digest_token, mac, random_digits, same
from yitang.platform.policy.public import value

DIGITS = 6


def make_code(viewer: Viewer, purpose: str, person_id: UUID | None, address: str = "", solution: str = "") -> str:
    """A code for this session and purpose; ``person_id`` is None when nobody has the number that was typed.

    A code is made and stored in either case, so that time and answer are the same. What this session or address did too often
    is refused; what was asked too often about this person (by whomever) is silently not to be sent, or the refusal would tell who is in
    the register. What the office pays for in an hour goes to whoever asks; as much again to whoever has solved the session's ``puzzle``,
    so that neither a list of stolen numbers nor the cap itself shuts out those who need a code.

    Returns: the code, to be sent to the registered phone if there is one, and shown nowhere else; nothing when it is not to be sent.

    Raises: SignInNeeded without a session, CodeTooSoon, PuzzleNeeded.
    """
    if viewer.session_id is None:
        raise SignInNeeded
    now = clock.real_now()
    with transaction():
        execute("SELECT 1 FROM identity_session WHERE id = %s FOR UPDATE", [viewer.session_id])
        _count_address(address, now)
        if _too_often("session_id", viewer.session_id, now):
            raise CodeTooSoon
        sent = _sent_to_all(now)
        if sent >= value("code.all_an_hour") and not solves(_challenge(viewer.session_id), solution, value("code.puzzle_bits")):
            raise PuzzleNeeded
        often = _too_often("person_id", person_id or new_id(), now)
        silent = often or sent >= value("code.all_an_hour") + value("code.with_puzzle_an_hour")
        code = random_digits(DIGITS)
        execute(
            "INSERT INTO identity_code (id, session_id, purpose, person_id, code_digest, created_at, expires_at, tries) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, 0)",
            [
                new_id(), viewer.session_id, purpose, None if silent else person_id, digest_token(f"{viewer.session_id}{code}"), now,
                now + timedelta(seconds=value("code.lives_s")),
            ],
        )  # fmt: skip
    return "" if silent else code


def _too_often(column: str, whose: UUID, now: datetime) -> bool:
    """Whether this session, or codes for this person, had one less than a minute ago or enough for the day."""
    found = row(f"SELECT count(*) AS n, max(created_at) AS last FROM identity_code WHERE created_at > %s AND {column} = %s", [now - timedelta(days=1), whose])
    assert found is not None
    soon = found["last"] is not None and now - found["last"] < timedelta(seconds=value("code.apart_s"))
    return bool(soon or found["n"] >= value("code.a_day"))


def puzzle(viewer: Viewer) -> tuple[str, int] | None:
    """What this session's phone has to solve before it gets a code, if all together have had as many in the last hour as the office pays for.

    Returns: a text, and how many bits of zeros the SHA-256 of ``text.solution`` must begin with; nothing while no puzzle is asked.
    """
    if viewer.session_id is None or _sent_to_all(clock.real_now()) < value("code.all_an_hour"):
        return None
    return _challenge(viewer.session_id), value("code.puzzle_bits")


def _challenge(session_id: UUID) -> str:
    """Good for the next code of this session and no other."""
    found = row("SELECT count(*) AS n FROM identity_code WHERE session_id = %s", [session_id])
    assert found is not None
    return mac("code_puzzle", f"{session_id}:{found['n']}".encode())[1].hex()


def _sent_to_all(now: datetime) -> int:
    """How many codes all together have had in the last hour."""
    found = row("SELECT count(*)::int AS n FROM identity_code WHERE created_at > %s AND person_id IS NOT NULL", [now - timedelta(hours=1)])
    assert found is not None
    sent: int = found["n"]
    return sent


def _count_address(address: str, now: datetime) -> None:
    """One more from this address, of which only a keyed digest is kept. Held by the address's lock to the commit.

    Raises: CodeTooSoon.
    """
    subject = blind_index("code_address", address)
    lock("code_address", subject.hex())
    found = row("SELECT count(*) AS n FROM identity_attempt WHERE subject = %s AND kind = 'code' AND at > %s", [subject, now - timedelta(hours=1)])
    if address and found is not None and found["n"] >= value("code.address_an_hour"):
        raise CodeTooSoon
    execute("INSERT INTO identity_attempt (subject, kind, at, ok) VALUES (%s, 'code', %s, true)", [subject, now])


def confirm_code(viewer: Viewer, purpose: str, code: str) -> tuple[str, UUID]:
    """Use the newest code of this session; the session rises to level ``code``. Returns: the new cookie and the person.

    Raises: CodeWrong, in the same words for a wrong code, an old one, a used one, and one that went to nobody; SignInNeeded without
    a session, or when it has ended meanwhile.
    """
    if viewer.session_id is None:
        raise SignInNeeded
    now = clock.real_now()
    with transaction():
        # The try is counted before the code is compared, and kept whatever comes: five tries in all, however many at once. Who comes
        # after the last of them is not counted any more, so that no number of tries outgrows its column.
        found = row(
            "UPDATE identity_code SET tries = tries + 1 WHERE id = (SELECT id FROM identity_code WHERE session_id = %s "
            "AND purpose = %s AND used_at IS NULL ORDER BY created_at DESC LIMIT 1) AND tries < %s "
            "RETURNING id, person_id, code_digest, expires_at",
            [viewer.session_id, purpose, value("code.tries")],
        )
    if found is None or found["expires_at"] < now or found["person_id"] is None:
        raise CodeWrong
    if not same(bytes(found["code_digest"]), digest_token(f"{viewer.session_id}{code.strip()}")):
        raise CodeWrong
    with act(viewer, "identity.sign_in_by_code") as this:
        this.on("person", found["person_id"])
        used = execute("UPDATE identity_code SET used_at = %s WHERE id = %s AND used_at IS NULL", [now, found["id"]])
        if used != 1:
            raise CodeWrong
        return sessions.raise_level(viewer, "code", found["person_id"]), found["person_id"]
