"""How staff sign in: badge, password and second factor in one form; nothing says which of them was wrong."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, new_id, row, rows, transaction
from yitang.platform.identity import sessions
from yitang.platform.identity.errors import KeyNeeded, SignInFailed, WindowSessionElsewhere
from yitang.platform.identity.factors import Factor, KeyAnswer, fitting, hold, used
from yitang.platform.identity.passwords import over
from yitang.platform.identity.security_keys import SIGN_IN, key_wanted, own_keys
from yitang.platform.identity.sides import open_post
from yitang.platform.identity.telling import tell
from yitang.platform.identity.totp import STEP_S, bound, maker_of
from yitang.platform.identity.tries import counted_try
from yitang.platform.keys.public import hash_password, password_fits, random_base32, wrap

MACHINE = 120
BEHIND_S = 0.1
TYPING_S = 5
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whose badge, password and second factor are right, with the post of today; the factor counts once a session has used it up."""

    account: dict[str, Any]
    post: dict[str, Any]
    factor: Factor
    key: KeyAnswer | None


def sign_in(
    login: str, password: str, code: str, address: str, window_id: UUID | None = None, take_over: bool = False, key: KeyAnswer | None = None,
    machine: str = "", enrolling: bool = True,
) -> str:  # fmt: skip
    """Open a session for a member of staff. Returns: the cookie, shown once.

    ``code``: a one-time code, or a recovery code in its place; ``key``: what a security key answered, in place of both. ``machine``: what browser
    it is, for the list of own sessions. When the password has reached its age, the session is good for changing it and for nothing else. When the
    post needs a key (``sign_in.key_posts``) and the account has none, or a recovery code stood for it, it is good for enrolling one: where
    ``enrolling`` is not possible, that is refused.

    Raises: SignInFailed whichever part was wrong, TooManyTries after too many failures of this login from this address,
    WindowSessionElsewhere when the person is live at another window and did not confirm to end that, KeyCountWentBack, KeyNeeded.
    """
    opened_from = f"{machine} {address}".strip()[:MACHINE]
    return when_known(login, password, code, address, lambda known: open_session(known, window_id, take_over, opened_from, enrolling), key)


def when_known(login: str, password: str, code: str, address: str, do: Callable[[Known], Result], key: KeyAnswer | None = None) -> Result:
    """Do this with somebody whose badge, password and second factor are right; the factor is not used up yet, and no session is open.

    Returns: what ``do`` returns. Raises: SignInFailed, TooManyTries, and what ``do`` refuses, which is no failure of the sign-in.
    """
    with counted_try(login, address):
        account = row("SELECT * FROM identity_account WHERE login = %s", [login.strip()])
        good = password_fits(account["password"] if account and account["state"] == "active" else "", password)
        factor = fitting(account, code, key, SIGN_IN) if account is not None and good else None
        post = _post_of(account["id"]) if account is not None and factor is not None else None
        if account is None or factor is None or post is None:
            raise SignInFailed
        return do(Known(account, post, factor, key))


def open_session(known: Known, window_id: UUID | None, take_over: bool, opened_from: str = "", enrolling: bool = False) -> str:
    """Use up the second factor, end a live window session elsewhere if that was confirmed, then open this one. Returns: the cookie.

    All in one act: who is asked to confirm has not used his code up, and confirms with it.

    Raises: SignInFailed, WindowSessionElsewhere, KeyCountWentBack, KeyNeeded.
    """
    account, post = known.account, known.post
    viewer = Viewer(account["id"], account["person_id"], post["post"], post["office_id"], post["hall_id"], level="two_factor")
    with act(viewer, "identity.sign_in") as this:
        this.on("account", account["id"])
        if not hold(account) or not used(this, account, known.factor, known.key, SIGN_IN):
            raise SignInFailed
        if known.factor.kind == "recovery":
            tell(this, account, "recovery_used")
        limit = sessions.CHANGE if over(account) else _key_limit(known, enrolling)
        if limit:
            token, session_id = sessions.begin(limit, account["id"], post["id"], None, post["hall_id"])
            this.note({"good_for": limit})
        else:
            if window_id:
                _end_elsewhere(account["id"], take_over)
            token, session_id = sessions.begin("two_factor", account["id"], post["id"], None, post["hall_id"], window_id)
        execute("UPDATE identity_session SET opened_from = %s WHERE id = %s", [opened_from, session_id])
    return token


def _key_limit(known: Known, enrolling: bool) -> str:
    """What is left of a session that was opened without the key that the post needs: enrolling one, or nothing at all.

    Raises: KeyNeeded for a one-time code where there is a key, and wherever no key can be enrolled.
    """
    if known.factor.kind == "key" or not key_wanted(known.post["post"]):
        return ""
    if not enrolling or (known.factor.kind == "totp" and own_keys(known.account["id"])):
        raise KeyNeeded
    return sessions.ENROL


def _end_elsewhere(account_id: UUID, take_over: bool) -> None:
    elsewhere = row("SELECT id FROM identity_session WHERE account_id = %s AND window_id IS NOT NULL AND ended_at IS NULL", [account_id])
    if elsewhere and not take_over and sessions.alive(elsewhere["id"]):
        raise WindowSessionElsewhere
    if elsewhere:
        sessions.end(elsewhere["id"], "taken_over")


def _post_of(account_id: UUID) -> dict[str, Any] | None:
    today = clock.local(clock.real_now()).date()
    return row(
        "SELECT * FROM identity_post WHERE account_id = %s AND ended_at IS NULL AND from_on <= %s AND (to_on IS NULL OR to_on >= %s) "
        "ORDER BY from_on DESC LIMIT 1",
        [account_id, today, today],
    )


def create_account(
    login: str, name: str, person_id: UUID, password: str, post: str, service: str, office_id: UUID, hall_id: UUID | None,
    from_on: date,
) -> UUID:  # fmt: skip
    """A named account with its first post and a fresh seed for one-time codes. Returns: the account's id."""
    account_id = new_id()
    seed = wrap(random_base32().encode(), bound(account_id))
    with transaction():
        execute(
            "INSERT INTO identity_account (id, login, name, person_id, password, totp_cipher, totp_step, state, password_set_at) "
            "VALUES (%s, %s, %s, %s, %s, %s, 0, 'active', %s)",
            [account_id, login, name, person_id, hash_password(password), seed, clock.real_now()],
        )
        open_post(account_id, person_id, post, service, office_id, hall_id, from_on)
    return account_id


def code_for(login: str) -> str:
    """The one-time code of this moment, for whoever holds the keys of the installation (``./yitang demo code NAME``).

    A code counts once: when it was used already, or lives for some seconds only, this waits for the next, as a person does.

    Raises: LookupError when there is no such login.
    """
    account = row("SELECT id, totp_cipher, totp_step FROM identity_account WHERE login = %s", [login])
    if account is None:
        raise LookupError(login)
    maker = maker_of(account)
    now = clock.real_now().timestamp()
    step = now // STEP_S
    if STEP_S - now % STEP_S < TYPING_S or account["totp_step"] >= step:
        # A moment past the beginning of the next: whoever checks the code reads the clock for himself, and may be behind by that much.
        while (left := (step + 1) * STEP_S + BEHIND_S - clock.real_now().timestamp()) > 0:
            time.sleep(left)
    return maker.at(clock.real_now())


def persons_of(account_ids: list[UUID]) -> dict[UUID, UUID]:
    """Which person has an account, for rules that ask by person (X13)."""
    return {r["id"]: r["person_id"] for r in rows("SELECT id, person_id FROM identity_account WHERE id = ANY(%s)", [account_ids])}


def account_names(account_ids: list[UUID]) -> dict[UUID, str]:
    """Names of members of staff by account, for lists that show who did it."""
    found = rows("SELECT id, name FROM identity_account WHERE id = ANY(%s)", [account_ids])
    return {r["id"]: r["name"] for r in found}
