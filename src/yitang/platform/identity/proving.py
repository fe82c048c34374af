"""Proving again who one is before a change of one's own account (ASVS 7.5.1): the password and a second factor that was not used yet.

A session that was left open, or a stolen cookie, changes nothing that signing in depends on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act
from yitang.platform.database.public import row
from yitang.platform.identity.errors import ProofFailed, SignInNeeded
from yitang.platform.identity.factors import Factor, KeyAnswer, fitting, hold, used
from yitang.platform.identity.security_keys import PROVE
from yitang.platform.identity.tries import counted
from yitang.platform.keys.public import blind_index, password_fits


@dataclass(frozen=True, slots=True)
class Proof:
    """What a person gives again: his password, and a one-time or recovery code, or the answer of a security key (JSON) in its place."""

    password: str
    code: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Proven:
    """A proof that fits; it counts once ``spend`` has used it up."""

    account: dict[str, Any]
    factor: Factor
    answer: KeyAnswer | None

    def spend(self, this: Act) -> None:
        """Hold the account and use the factor up, as the first thing in the caller's act.

        Raises: ProofFailed when somebody was faster, KeyCountWentBack.
        """
        if not hold(self.account) or not used(this, self.account, self.factor, self.answer, PROVE):
            raise ProofFailed
        this.on("account", self.account["id"])


@contextmanager
def proving(viewer: Viewer, proof: Proof) -> Iterator[Proven]:
    """Look at a proof, outside of any transaction, and count the try: five wrong ones pause this account's changes, and nobody's sign-in.

    Raises: SignInNeeded, ProofFailed whichever part was wrong, TooManyTries.
    """
    account = row("SELECT * FROM identity_account WHERE id = %s", [viewer.account_id])
    if account is None:
        raise SignInNeeded
    with counted(blind_index("sign_in", f"proof|{account['id']}")):
        answer = KeyAnswer(viewer.session_id, proof.answer) if proof.answer else None
        good = password_fits(account["password"] if account["state"] == "active" else "", proof.password)
        factor = fitting(account, proof.code, answer, PROVE) if good else None
        if factor is None:
            raise ProofFailed
        yield Proven(account, factor, answer)
