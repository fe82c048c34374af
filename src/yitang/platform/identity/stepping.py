"""Step-up: at work, the one-time code once more. Whoever checks another kind of second factor calls ``freshness.proved`` in the same way."""

from typing import Any

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import row
from yitang.platform.identity.access import STEP_UP
from yitang.platform.identity.domain import Place
from yitang.platform.identity.errors import FactorWrong, SignInNeeded
from yitang.platform.identity.freshness import proved
from yitang.platform.identity.rules import allow, may
from yitang.platform.identity.totp import step_of, use_step
from yitang.platform.identity.tries import counted_try


def step_up(viewer: Viewer, code: str, address: str) -> None:
    """The session proves its second factor anew by a one-time code. Not inside a transaction, which would take the count of failures back.

    Raises: FactorWrong; TooManyTries, counted together with failures to sign in; SignInNeeded, PostMayNot.
    """
    allow(viewer, STEP_UP)
    account = account_of(viewer)
    own = frozenset({viewer.session_id} if viewer.session_id else ())
    with counted_try(account["login"], address), act(viewer, STEP_UP) as this:
        may(viewer, STEP_UP, Place(session_ids=own))
        use_code(this, account, code)
        proved(this, viewer)


def account_of(viewer: Viewer) -> dict[str, Any]:
    """The account behind a session of staff.

    Raises: SignInNeeded.
    """
    found = row("SELECT * FROM identity_account WHERE id = %s AND state = 'active'", [viewer.account_id]) if viewer.session_id else None
    if found is None:
        raise SignInNeeded
    return found


def use_code(this: Act, account: dict[str, Any], code: str) -> None:
    """Use up a one-time code of this account; a step counts once, at sign-in or here.

    Raises: FactorWrong.
    """
    step = step_of(account, code)
    if step is None or not use_step(this, account["id"], step):
        raise FactorWrong
