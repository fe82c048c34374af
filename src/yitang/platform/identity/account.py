"""我的账号: what a member of staff sees of his own account, and ending one of his sessions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import row
from yitang.platform.identity import passwords, recovery, security_keys, sessions
from yitang.platform.identity.access import END
from yitang.platform.identity.domain import Place
from yitang.platform.identity.errors import NotYours, SignInNeeded
from yitang.platform.identity.rules import allow, may
from yitang.platform.identity.security_keys import KeyRow


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """One's own account: what signing in rests on. ``recovery_used_at``: a code of those that count was used then."""

    login: str
    one_time_codes: bool
    keys: list[KeyRow]
    keys_possible: bool
    recovery_left: int
    recovery_made_at: datetime | None
    recovery_used_at: datetime | None
    password_set_at: datetime | None
    password_least: int


def own_account(viewer: Viewer) -> OwnAccount:
    """The viewer's own account.

    Raises: SignInNeeded.
    """
    found = row("SELECT login, totp_cipher IS NOT NULL AS one_time_codes, password_set_at FROM identity_account WHERE id = %s", [viewer.account_id])
    if found is None:
        raise SignInNeeded
    left, made_at, used_at = recovery.left(viewer.account_id)
    return OwnAccount(
        found["login"], found["one_time_codes"], security_keys.own_keys(viewer.account_id), security_keys.keys_possible(), left, made_at, used_at,
        found["password_set_at"], passwords.least(),
    )  # fmt: skip


def end_own(viewer: Viewer, session_id: UUID) -> None:
    """结束一处登录: a session of one's own ends, here or elsewhere; effective with its next request.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, END)
    with act(viewer, END) as this:
        found = row("SELECT account_id FROM identity_session WHERE id = %s AND ended_at IS NULL FOR UPDATE", [session_id])
        if found is None or found["account_id"] is None or found["account_id"] != viewer.account_id:
            raise NotYours
        may(viewer, END, Place(person_ids=frozenset((viewer.person_id,) if viewer.person_id else ())))
        sessions.end(session_id, "ended_by_owner")
        this.on("session", session_id)
