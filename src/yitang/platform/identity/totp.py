"""One-time codes by time (RFC 6238): the seed lies encrypted, bound to its account; a step of thirty seconds counts once."""

from typing import Any
from uuid import UUID

import pyotp

from yitang.kernel import clock
from yitang.platform.audit.public import Act
from yitang.platform.database.public import execute, row
from yitang.platform.keys.public import random_base32, same, unwrap, wrap
from yitang.platform.policy.public import value

STEP_S = 30


def step_of(account: dict[str, Any], code: str) -> int | None:
    """The step of time to which the one-time code belongs; nothing when it is wrong. Whether it was used already is asked when it is used.

    Only the code of this moment counts (ASVS 6.5.1). An office that lets earlier ones count too (RFC 6238 §5.2) says so by policy.
    """
    if account["totp_cipher"] is None:
        return None
    return step_now(maker_of(account), code)


def step_now(maker: pyotp.TOTP, code: str) -> int | None:
    """The step of time in which this maker makes this code, of those that count now."""
    current = int(clock.real_now().timestamp()) // STEP_S
    return next((one for one in range(current, current - 1 - value("sign_in.totp_steps_back"), -1) if same(maker.at(one * STEP_S), code.strip())), None)


def use_step(this: Act, account_id: UUID, step: int) -> bool:
    """Use a step up (ASVS 6.5.1), whatever it is used for, inside the caller's act; the account's row is held to the commit.

    Returns: whether it was unused.
    """
    return execute("UPDATE identity_account SET totp_step = %s WHERE id = %s AND totp_step < %s", [step, account_id, step]) == 1


def maker_of(account: dict[str, Any]) -> pyotp.TOTP:
    """What makes the codes of an account that has a seed."""
    return pyotp.TOTP(unwrap(account["totp_cipher"], bound(account["id"])).decode())


def prepare(this: Act, account_id: UUID) -> str:
    """A new seed that waits for its first code, inside the caller's act; until then the old one counts. Returns: the seed, shown once."""
    seed = random_base32()
    execute("UPDATE identity_account SET totp_next_cipher = %s WHERE id = %s", [wrap(seed.encode(), _bound_next(account_id)), account_id])
    return seed


def take_over(this: Act, account_id: UUID, code: str) -> bool:
    """The seed that waits takes the place of the old one, if this is its code of now; that code is used up by it. Inside the caller's act.

    Returns: whether it did. The row is held to the commit: of two codes at once one finds a seed that waits.
    """
    found = row("SELECT totp_next_cipher AS waits FROM identity_account WHERE id = %s FOR UPDATE", [account_id])
    if found is None or found["waits"] is None:
        return False
    seed = unwrap(found["waits"], _bound_next(account_id))
    step = step_now(pyotp.TOTP(seed.decode()), code)
    if step is None:
        return False
    execute(
        "UPDATE identity_account SET totp_cipher = %s, totp_step = %s, totp_next_cipher = NULL WHERE id = %s", [wrap(seed, bound(account_id)), step, account_id]
    )
    return True


def _bound_next(account_id: UUID) -> str:
    return f"identity_account:totp_next_cipher:{account_id}"


def bound(account_id: UUID) -> str:
    """The place to which the seed's ciphertext is bound."""
    return f"identity_account:totp_cipher:{account_id}"
