"""How staff sign in: badge, password and one-time code in one form; nothing says which of them was wrong."""

import time
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pyotp

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, lock, new_id, row, rows, transaction
from yitang.platform.identity import sessions
from yitang.platform.identity.errors import SignInFailed, TooManyTries, WindowSessionElsewhere
from yitang.platform.identity.sides import open_post
from yitang.platform.keys.public import blind_index, hash_password, password_fits, random_base32, same, unwrap, wrap
from yitang.platform.policy.public import value

STEP_S = 30
BEHIND_S = 0.1
TYPING_S = 5


def sign_in(login: str, password: str, code: str, address: str, window_id: UUID | None = None, take_over: bool = False) -> str:
    """Open a session for a member of staff. Returns: the cookie, shown once.

    Raises: SignInFailed whichever part was wrong, TooManyTries after too many failures of this login from this address,
    WindowSessionElsewhere when the person is live at another window and did not confirm to end that.
    """
    attempt = _claim(blind_index("sign_in", f"{login}|{address}"))
    try:
        account = row("SELECT * FROM identity_account WHERE login = %s", [login.strip()])
        good = password_fits(account["password"] if account and account["state"] == "active" else "", password)
        step = _step_of(account, code) if account is not None and good else None
        post = _post_of(account["id"]) if account is not None and step is not None else None
        if account is None or step is None or post is None:
            raise SignInFailed
        token = _open(account, post, step, window_id, take_over)
    except SignInFailed:
        raise
    except Refusal:
        _withdraw(attempt)
        raise
    _mark_good(attempt)
    return token


def _open(account: dict[str, Any], post: dict[str, Any], step: int, window_id: UUID | None, take_over: bool) -> str:
    """Use up the one-time code, end a live window session elsewhere if that was confirmed, then open this one.

    All in one act: who is asked to confirm has not used his code up, and confirms with it.
    """
    viewer = Viewer(account["id"], account["person_id"], post["post"], post["office_id"], post["hall_id"], level="two_factor")
    with act(viewer, "identity.sign_in") as this:
        this.on("account", account["id"])
        # Holds the account's row to the commit: one sign-in of a person at a time, and each step of the code once.
        if execute("UPDATE identity_account SET totp_step = %s WHERE id = %s AND totp_step < %s", [step, account["id"], step]) != 1:
            raise SignInFailed
        if window_id:
            elsewhere = row(
                "SELECT id FROM identity_session WHERE account_id = %s AND window_id IS NOT NULL AND ended_at IS NULL",
                [account["id"]],
            )
            if elsewhere and not take_over and sessions.alive(elsewhere["id"]):
                raise WindowSessionElsewhere
            if elsewhere:
                sessions.end(elsewhere["id"], "taken_over")
        token, _ = sessions.begin("two_factor", account["id"], post["id"], None, post["hall_id"], window_id)
    return token


def _post_of(account_id: UUID) -> dict[str, Any] | None:
    today = clock.local(clock.real_now()).date()
    return row(
        "SELECT * FROM identity_post WHERE account_id = %s AND ended_at IS NULL AND from_on <= %s AND (to_on IS NULL OR to_on >= %s) "
        "ORDER BY from_on DESC LIMIT 1",
        [account_id, today, today],
    )


def _step_of(account: dict[str, Any], code: str) -> int | None:
    """The step of time to which the one-time code belongs; nothing when it is wrong. Whether it was used already is asked when it is used.

    Only the code of this moment counts (ASVS 6.5.1). An office that lets earlier ones count too (RFC 6238 §5.2) says so by policy.
    """
    if account["totp_cipher"] is None:
        return None
    seed = unwrap(account["totp_cipher"], _bound(account["id"])).decode()
    current = int(clock.real_now().timestamp()) // STEP_S
    maker = pyotp.TOTP(seed)
    return next((one for one in range(current, current - 1 - value("sign_in.totp_steps_back"), -1) if same(maker.at(one * STEP_S), code.strip())), None)


def _claim(subject: bytes) -> int:
    """One more try of this login from this address, counted as a failure before the password is looked at, and kept whatever comes.

    One after the other, or those that come together would all find a place: who has been let through has been counted.

    Returns: the try. Raises: TooManyTries.
    """
    with transaction():
        lock("sign_in", subject.hex())
        _pause_if_needed(subject)
        found = row("INSERT INTO identity_attempt (subject, kind, at, ok) VALUES (%s, 'sign_in', %s, false) RETURNING id", [subject, clock.real_now()])
    assert found is not None
    number: int = found["id"]
    return number


def _pause_if_needed(subject: bytes) -> None:
    pause = timedelta(seconds=value("sign_in.pause_s"))
    since = clock.real_now() - pause
    failed = rows(
        "SELECT at FROM identity_attempt WHERE subject = %s AND kind = 'sign_in' AND at > %s AND NOT ok AND at > "
        "coalesce((SELECT max(at) FROM identity_attempt WHERE subject = %s AND kind = 'sign_in' AND ok), '-infinity') "
        "ORDER BY at",
        [subject, since, subject],
    )
    if len(failed) >= value("sign_in.failures"):
        left = failed[-1]["at"] + pause - clock.real_now()
        raise TooManyTries(minutes=max(1, round(left.total_seconds() / 60)))


def _mark_good(attempt: int) -> None:
    """It opened a session: the failures before it count no more."""
    with transaction():
        execute("UPDATE identity_attempt SET ok = true WHERE id = %s", [attempt])


def _withdraw(attempt: int) -> None:
    """It was neither good nor a failure: too busy to look at the password, or asked to confirm."""
    with transaction():
        execute("DELETE FROM identity_attempt WHERE id = %s", [attempt])


def create_account(
    login: str, name: str, person_id: UUID, password: str, post: str, service: str, office_id: UUID, hall_id: UUID | None,
    from_on: date,
) -> UUID:  # fmt: skip
    """A named account with its first post and a fresh seed for one-time codes. Returns: the account's id."""
    account_id = new_id()
    seed = wrap(random_base32().encode(), _bound(account_id))
    with transaction():
        execute(
            "INSERT INTO identity_account (id, login, name, person_id, password, totp_cipher, totp_step, state) VALUES (%s, %s, %s, %s, %s, %s, 0, 'active')",
            [account_id, login, name, person_id, hash_password(password), seed],
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
    seed = unwrap(account["totp_cipher"], _bound(account["id"])).decode()
    now = clock.real_now().timestamp()
    step = now // STEP_S
    if STEP_S - now % STEP_S < TYPING_S or account["totp_step"] >= step:
        # A moment past the beginning of the next: whoever checks the code reads the clock for himself, and may be behind by that much.
        while (left := (step + 1) * STEP_S + BEHIND_S - clock.real_now().timestamp()) > 0:
            time.sleep(left)
    return pyotp.TOTP(seed).at(clock.real_now())


def account_names(account_ids: list[UUID]) -> dict[UUID, str]:
    """Names of members of staff by account, for lists that show who did it."""
    found = rows("SELECT id, name FROM identity_account WHERE id = ANY(%s)", [account_ids])
    return {r["id"]: r["name"] for r in found}


def _bound(account_id: UUID) -> str:
    return f"identity_account:totp_cipher:{account_id}"
