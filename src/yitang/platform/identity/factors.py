"""Second factors beside the password: one-time code, security key, recovery code. Checked first, then used up inside the act, each once."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, record_refusal
from yitang.platform.database.public import despite_refusal, execute, row
from yitang.platform.identity import recovery, security_keys, totp
from yitang.platform.identity.errors import KeyCountWentBack


@dataclass(frozen=True, slots=True)
class KeyAnswer:
    """What a security key said to the browser (JSON of ``navigator.credentials.get``), and the session that asked for it."""

    session_id: UUID | None
    text: str


@dataclass(frozen=True, slots=True)
class Factor:
    """A second factor that fits and is not used up yet: ``totp`` with its step of time, ``recovery`` with the code's id, or ``key`` with what it signed."""

    kind: str
    step: int = 0
    code_id: UUID | None = None
    signed: security_keys.Signed | None = None


def fitting(account: dict[str, Any], code: str, answer: KeyAnswer | None, purpose: str) -> Factor | None:
    """The factor of this account that fits what was given, or nothing. One field takes a one-time code and a recovery code: six digits are the first.

    Reads only; whether it still counts is asked by ``used``.
    """
    if answer is not None and answer.text:
        signed = security_keys.signed_by(account["id"], answer.session_id, purpose, answer.text)
        return Factor("key", signed=signed) if signed else None
    step = totp.step_of(account, code)
    if step is not None:
        return Factor("totp", step=step)
    code_id = recovery.unused(account["id"], code)
    return Factor("recovery", code_id=code_id) if code_id else None


HOLD = "SELECT 1 AS yes FROM identity_account WHERE id = %s AND password = %s AND state = 'active' FOR UPDATE"


def hold(account: dict[str, Any]) -> bool:
    """Hold the account's row to the commit: one sign-in or change of a person at a time. Returns: whether the password compared is still his."""
    return row(HOLD, [account["id"], account["password"]]) is not None


def used(this: Act, account: dict[str, Any], factor: Factor, answer: KeyAnswer | None, purpose: str) -> bool:
    """Use the factor up, inside the caller's act that holds the account. Returns: whether it still counted.

    Raises: KeyCountWentBack, which is recorded although the act is undone.
    """
    this.note({"factor": factor.kind})
    if factor.signed is not None:
        return _key_used(this, factor.signed, answer.session_id if answer else None, purpose)
    if factor.code_id is not None:
        return recovery.use(this, factor.code_id)
    return totp.use_step(this, account["id"], factor.step)


def take_away(this: Act, account_id: UUID) -> None:
    """No password and no second factor of this account counts any more, inside the caller's act: whoever comes back sets his own anew."""
    execute("UPDATE identity_account SET password = '', totp_cipher = NULL, totp_next_cipher = NULL WHERE id = %s", [account_id])
    this.note({
        "security_keys": execute("DELETE FROM identity_security_key WHERE account_id = %s", [account_id]),
        "recovery_codes": execute("DELETE FROM identity_recovery WHERE account_id = %s", [account_id]),
    })  # fmt: skip


def _key_used(this: Act, signed: security_keys.Signed, session_id: UUID | None, purpose: str) -> bool:
    if not security_keys.use_challenge(this, session_id, purpose, signed.challenge):
        return False
    if not security_keys.count_on(this, signed.key_id, signed.count):
        _went_back(this.viewer, this.name, signed.key_id)
        raise KeyCountWentBack
    return True


def _went_back(viewer: Viewer, name: str, key_id: UUID) -> None:
    """A copy of the key may be about: the record of it and the mark on the key stay, whatever becomes of the act."""
    record_refusal(viewer, name, KeyCountWentBack(), "security_key", key_id)
    despite_refusal(lambda: security_keys.mark_copied(key_id))
