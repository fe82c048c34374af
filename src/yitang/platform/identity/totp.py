"""One-time codes by time (RFC 6238): the seed lies encrypted, bound to its account; a step of thirty seconds counts once."""

from typing import Any
from uuid import UUID

import pyotp

from yitang.kernel import clock
from yitang.platform.keys.public import same, unwrap
from yitang.platform.policy.public import value

STEP_S = 30


def step_of(account: dict[str, Any], code: str) -> int | None:
    """The step of time to which the one-time code belongs; nothing when it is wrong. Whether it was used already is asked when it is used.

    Only the code of this moment counts (ASVS 6.5.1). An office that lets earlier ones count too (RFC 6238 §5.2) says so by policy.
    """
    if account["totp_cipher"] is None:
        return None
    maker = maker_of(account)
    current = int(clock.real_now().timestamp()) // STEP_S
    return next((one for one in range(current, current - 1 - value("sign_in.totp_steps_back"), -1) if same(maker.at(one * STEP_S), code.strip())), None)


def maker_of(account: dict[str, Any]) -> pyotp.TOTP:
    """What makes the codes of an account that has a seed."""
    return pyotp.TOTP(unwrap(account["totp_cipher"], bound(account["id"])).decode())


def bound(account_id: UUID) -> str:
    """The place to which the seed's ciphertext is bound."""
    return f"identity_account:totp_cipher:{account_id}"
