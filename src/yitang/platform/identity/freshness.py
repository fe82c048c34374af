"""A fresh second factor (ASVS 7.5.3): an act that weighs much asks whether the session proved one a short time ago.

Which acts do is said by their access rule (``Rule.fresh``). The question is asked inside the act, against the session's own row.
"""

from datetime import timedelta

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act
from yitang.platform.database.public import execute, row
from yitang.platform.identity.errors import FreshFactorNeeded, SignInNeeded, WindowLocked
from yitang.platform.identity.sessions import is_locked
from yitang.platform.policy.public import value


def must_be_fresh(viewer: Viewer) -> None:
    """The viewer's session is live, unlocked, and proved a second factor at most ``session.fresh_factor_s`` ago.

    Its row is held (shared) to the end of the act: signing out, locking and handing over come before the act or after it. Who comes
    without a session has proved nothing.

    Raises: FreshFactorNeeded, WindowLocked, SignInNeeded.
    """
    found = row("SELECT window_id, seen_at, ended_at, locked_at, factor_at FROM identity_session WHERE id = %s FOR SHARE", [viewer.session_id])
    if found is None or found["ended_at"]:
        raise SignInNeeded
    now = clock.real_now()
    if is_locked(found, now):
        raise WindowLocked
    most = value("session.fresh_factor_s")
    if found["factor_at"] is None or now - found["factor_at"] > timedelta(seconds=most):
        raise FreshFactorNeeded(minutes=round(most / 60))


def seems_fresh(viewer: Viewer) -> bool:
    """Whether the second factor was fresh when this request came: for what a page says and asks, never instead of ``must_be_fresh``."""
    return viewer.factor_at is not None and clock.real_now() - viewer.factor_at <= timedelta(seconds=value("session.fresh_factor_s"))


def proved(this: Act, viewer: Viewer) -> None:
    """This session proved a second factor now, of whatever kind: it is fresh, in use, and not locked. In the act of who checked the factor.

    Raises: SignInNeeded when the session has ended meanwhile.
    """
    this.on("session", viewer.session_id)
    sets = "factor_at = %(now)s, seen_at = %(now)s, locked_at = NULL"
    if execute(f"UPDATE identity_session SET {sets} WHERE id = %(id)s AND ended_at IS NULL", {"now": clock.real_now(), "id": viewer.session_id}) != 1:
        raise SignInNeeded
