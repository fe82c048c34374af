"""Sessions: server-side, revocable at once, by a random cookie of which only the digest is stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, new_id, row, rows, transaction
from yitang.platform.identity.domain import SIDES
from yitang.platform.identity.errors import SignInNeeded
from yitang.platform.keys.public import digest_token, random_token
from yitang.platform.policy.public import value

SEEN_EVERY_S = 30
# The level of a session that is good for changing an old password and for nothing else: to everything else its holder is nobody.
CHANGE = "change"
# The same for enrolling a security key that the post needs.
ENROL = "enrol"
LIMITED = (CHANGE, ENROL)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session as its owner sees it in the list of own sessions."""

    id: UUID
    post: str
    window_id: UUID | None
    created_at: datetime
    seen_at: datetime
    opened_from: str
    here: bool


FIND = """
SELECT s.id, s.account_id, s.person_id, s.level, s.hall_id, s.window_id, s.trace_id, s.created_at, s.seen_at, s.locked_at, s.factor_at,
       p.post, p.office_id, p.hall_id AS post_hall, a.person_id AS staff_person, a.state, p.to_on, p.ended_at
FROM identity_session s
LEFT JOIN identity_account a ON a.id = s.account_id
LEFT JOIN identity_post p ON p.id = s.post_id
WHERE s.token_digest = %s AND s.ended_at IS NULL
"""


def viewer_of(token: str, pressed: bool = True, changing: bool = False) -> Viewer | None:
    """Who holds this cookie; nobody when it ended, idled out, is locked, or the account or post is no longer theirs.

    ``pressed``: somebody did something; else a page asked by itself, which does not keep a session that nobody uses.
    ``changing``: the holder of a session that was opened to change an old password or to enrol a key, and of no other.
    """
    viewer, locked = holder_of(token, pressed, changing)
    return None if locked else viewer


def holder_of(token: str, pressed: bool = True, changing: bool = False) -> tuple[Viewer | None, bool]:
    """The same, and also who holds a session that is locked. Returns: who, and whether it is locked; nothing that is pressed then counts as use."""
    found = row(FIND, [digest_token(token)])
    if found is None or (found["level"] in LIMITED) != changing:
        return None, False
    now = clock.real_now()
    reason = _over(found, now)
    if reason:
        end(found["id"], reason)
        return None, False
    if is_locked(found, now):
        return _viewer(found), True
    if pressed and (now - found["seen_at"]).total_seconds() > SEEN_EVERY_S:
        execute("UPDATE identity_session SET seen_at = %s WHERE id = %s", [now, found["id"]])
    return _viewer(found), False


def limit_of(session_id: UUID | None) -> str:
    """What a session alone is good for: ``change`` an old password, ``enrol`` a key; nothing for one that is good for all."""
    found = row("SELECT level FROM identity_session WHERE id = %s", [session_id])
    return found["level"] if found and found["level"] in LIMITED else ""


def is_locked(found: dict[str, Any], now: datetime) -> bool:
    """Whether a window's session is locked: by hand, or since nobody has pressed anything for ``session.window_lock_s`` (ASVS 7.1.1).

    Idleness is not written down when it comes: what a request would do is refused by the same times that a page's own clock reads.
    """
    if found["window_id"] is None:
        return False
    return found["locked_at"] is not None or now - found["seen_at"] > timedelta(seconds=value("session.window_lock_s"))


def _over(found: dict[str, Any], now: datetime) -> str:
    """Why a session is over, or nothing. The three administrators have times of their own (ASVS 7.3.1, 7.3.2)."""
    kind = (found["post"] if found["post"] in SIDES else "staff") if found["account_id"] else "citizen"
    total = value(f"session.{kind}_total_s") if found["level"] != "anonymous" else value("session.ticket_total_s")
    idle = value(f"session.{kind}_idle_s") if found["level"] != "anonymous" else total
    if found["account_id"] and (found["state"] != "active" or found["ended_at"] is not None or (found["to_on"] and found["to_on"] < clock.local(now).date())):
        return "post_ended"
    if now - found["created_at"] > timedelta(seconds=total):
        return "total"
    if now - found["seen_at"] > timedelta(seconds=idle):
        return "idle"
    return ""


def _viewer(found: dict[str, Any]) -> Viewer:
    return Viewer(
        account_id=found["account_id"],
        person_id=found["person_id"] or found["staff_person"],
        post=found["post"] or "citizen",
        office_id=found["office_id"],
        hall_id=found["hall_id"] or found["post_hall"],
        window_id=found["window_id"],
        session_id=found["id"],
        level="two_factor" if found["level"] in LIMITED else found["level"],
        trace_id=found["trace_id"],
        factor_at=found["factor_at"],
    )


def begin(
    level: str,
    account_id: UUID | None = None,
    post_id: UUID | None = None,
    person_id: UUID | None = None,
    hall_id: UUID | None = None,
    window_id: UUID | None = None,
) -> tuple[str, UUID]:
    """Open a session; one of two factors has proved the second now. Returns: the cookie (shown once) and the session's id."""
    token, now, session_id = random_token(), clock.real_now(), new_id()
    execute(
        "INSERT INTO identity_session (id, token_digest, account_id, post_id, person_id, level, hall_id, window_id, trace_id, "
        "created_at, seen_at, factor_at, end_reason) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '')",
        [
            session_id, digest_token(token), account_id, post_id, person_id, level, hall_id, window_id, new_id(), now, now,
            now if level == "two_factor" else None,
        ],
    )  # fmt: skip
    return token, session_id


def anonymous() -> tuple[str, Viewer]:
    """A session for a phone that wants to hold a ticket. Returns: the cookie and its viewer."""
    token, _ = begin("anonymous")
    viewer = viewer_of(token)
    assert viewer is not None
    return token, viewer


def raise_level(old: Viewer, level: str, person_id: UUID) -> str:
    """A new session of a higher level in place of the old one, with a new cookie (7.2.4); what the old one held, it holds.

    Raises: SignInNeeded when the old one has ended meanwhile.
    """
    with transaction():
        token = random_token()
        raised = execute(
            "UPDATE identity_session SET token_digest = %s, level = %s, person_id = %s, created_at = %s, seen_at = %s WHERE id = %s AND ended_at IS NULL",
            [digest_token(token), level, person_id, clock.real_now(), clock.real_now(), old.session_id],
        )
        if not raised:
            raise SignInNeeded
        return token


def end(session_id: UUID, reason: str) -> None:
    """End a session; effective with the next request, and within seconds on its streams."""
    execute(
        "UPDATE identity_session SET ended_at = %s, end_reason = %s WHERE id = %s AND ended_at IS NULL",
        [clock.real_now(), reason, session_id],
    )


def alive(session_id: UUID) -> bool:
    """Whether a stream may go on for this session."""
    found = row(FIND.replace("s.token_digest = %s", "s.id = %s"), [session_id])
    return found is not None and not _over(found, clock.real_now())


def own(viewer: Viewer) -> list[SessionRow]:
    """The viewer's own live sessions, newest first."""
    found = rows(
        "SELECT s.id, p.post, s.window_id, s.created_at, s.seen_at, s.opened_from FROM identity_session s "
        "LEFT JOIN identity_post p ON p.id = s.post_id "
        "WHERE s.ended_at IS NULL AND s.account_id = %s ORDER BY s.created_at DESC",
        [viewer.account_id],
    )
    return [
        SessionRow(r["id"], r["post"] or "", r["window_id"], r["created_at"], r["seen_at"], r["opened_from"] or "", r["id"] == viewer.session_id) for r in found
    ]
