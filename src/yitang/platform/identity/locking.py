"""The lock of a window that was left (ASVS 7.1.1): nothing of its session answers but unlocking and signing out; the work stays where it is.

It is unlocked by the one-time code and not by the password: a password that is typed at a counter twenty times a day is soon known to who
stands there, a code is good for one use. Who unlocks has a fresh second factor at the same time.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import execute, rows
from yitang.platform.identity.access import LOCK, UNLOCK
from yitang.platform.identity.domain import Place
from yitang.platform.identity.errors import SignInNeeded
from yitang.platform.identity.freshness import proved
from yitang.platform.identity.rules import allow, may
from yitang.platform.identity.stepping import account_of, use_code
from yitang.platform.identity.tries import counted_try
from yitang.platform.live.public import Event
from yitang.platform.policy.public import value


def lock_window(viewer: Viewer) -> None:
    """Lock the window one is signed in at (锁屏); locked twice is locked.

    Raises: SignInNeeded, PostMayNot, NotYours without a window.
    """
    allow(viewer, LOCK)
    with act(viewer, LOCK) as this:
        may(viewer, LOCK, Place(window_id=viewer.window_id))
        if execute("UPDATE identity_session SET locked_at = %s WHERE id = %s AND ended_at IS NULL", [clock.real_now(), viewer.session_id]) != 1:
            raise SignInNeeded
        this.on("session", viewer.session_id)
        _tell(this, "locked")


def unlock_window(viewer: Viewer, code: str, address: str) -> None:
    """The clerk is back (解锁) and says so by a one-time code. Not inside a transaction, as ``step_up``.

    ``viewer``: who holds the locked session. Raises: FactorWrong, TooManyTries, SignInNeeded, PostMayNot, NotYours.
    """
    allow(viewer, UNLOCK)
    account = account_of(viewer)
    with counted_try(account["login"], address), act(viewer, UNLOCK) as this:
        may(viewer, UNLOCK, Place(window_id=viewer.window_id))
        use_code(this, account, code)
        proved(this, viewer)
        _tell(this, "unlocked")


def _tell(this: Act, what: str) -> None:
    """The other pages of the window, and whoever looks at the windows of the hall."""
    viewer = this.viewer
    this.tell(Event(f"window:{viewer.window_id}", what, {}))
    if viewer.hall_id:
        this.tell(Event(f"hall:{viewer.hall_id}", "window", {}))


def locked_windows(window_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Which of these windows are locked: somebody is signed in there and has locked it or pressed nothing for so long."""
    before = clock.real_now() - timedelta(seconds=value("session.window_lock_s"))
    found = rows(
        "SELECT window_id FROM identity_session WHERE window_id = ANY(%s) AND ended_at IS NULL GROUP BY window_id "
        "HAVING bool_and(locked_at IS NOT NULL OR seen_at < %s)",
        [list(window_ids), before],
    )
    return frozenset(r["window_id"] for r in found)
