"""Step-up: at work, the one-time code or the security key once more. Whoever checks another factor calls ``freshness.proved`` in the same way."""

from typing import Any

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import row
from yitang.platform.identity.access import STEP_UP
from yitang.platform.identity.domain import Place
from yitang.platform.identity.errors import FactorWrong, KeyNeeded, SignInNeeded
from yitang.platform.identity.factors import KeyAnswer, fitting, used
from yitang.platform.identity.freshness import proved
from yitang.platform.identity.rules import allow, may
from yitang.platform.identity.security_keys import PROVE, key_wanted
from yitang.platform.identity.totp import step_of, use_step
from yitang.platform.identity.tries import counted_try


def step_up(viewer: Viewer, code: str, address: str, answer: str = "") -> None:
    """The session proves its second factor anew by a one-time code, or by what a security key answered (``answer``, JSON) to ``prove``.

    Not inside a transaction, which would take the count of failures back.

    Raises: FactorWrong; KeyNeeded for a code of a post that needs a key; TooManyTries, counted together with failures to sign in;
    KeyCountWentBack, SignInNeeded, PostMayNot.
    """
    allow(viewer, STEP_UP)
    account = account_of(viewer)
    own = frozenset({viewer.session_id} if viewer.session_id else ())
    with counted_try(account["login"], address), act(viewer, STEP_UP) as this:
        may(viewer, STEP_UP, Place(session_ids=own))
        if answer:
            _use_key(this, account, KeyAnswer(viewer.session_id, answer))
        elif key_wanted(viewer.post):
            raise KeyNeeded
        else:
            use_code(this, account, code)
        proved(this, viewer)


def _use_key(this: Act, account: dict[str, Any], answer: KeyAnswer) -> None:
    factor = fitting(account, "", answer, PROVE)
    if factor is None or not used(this, account, factor, answer, PROVE):
        raise FactorWrong


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
