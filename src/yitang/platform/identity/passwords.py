"""Passwords of staff: the profile that the office has chosen, and changing one's own.

``asvs``: length, no list of kinds, no forced change, nothing common, no word of the place (ASVS 6.2.1, 6.2.4, 6.2.5, 6.2.9 to 6.2.12).
``dengbao``: for sites assessed under classified protection (GB/T 22239 8.1.4.1 a), fewer characters but of several kinds, and changed in time.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute
from yitang.platform.identity.access import CHANGE
from yitang.platform.identity.domain import held_word, kinds_of, too_common
from yitang.platform.identity.errors import (
    PasswordHoldsWord,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooPlain,
    PasswordTooShort,
    PasswordUnchanged,
)
from yitang.platform.identity.factor_acts import mine
from yitang.platform.identity.proving import Proof, proving
from yitang.platform.identity.rules import allow, may
from yitang.platform.identity.telling import tell
from yitang.platform.keys.public import hash_password
from yitang.platform.policy.public import value

ASSESSED = "dengbao"


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """Twenty thousand passwords that people choose, in small letters; the list comes with Django and is read from disk."""
    return frozenset(CommonPasswordValidator().passwords)


def over(account: dict[str, Any]) -> bool:
    """Whether the profile asks for another password before anything else; one whose age nobody knows is as old as can be."""
    if value("password.profile") != ASSESSED:
        return False
    set_at: datetime | None = account["password_set_at"]
    return set_at is None or clock.real_now() - set_at > timedelta(days=value("password.dengbao_days"))


def least() -> int:
    """How many characters a new password has at least."""
    return int(value("password.dengbao_least" if value("password.profile") == ASSESSED else "password.asvs_least"))


def fit(new: str, words: Iterable[str]) -> None:
    """Whether a password may be chosen. ``words``: those of the place, which whoever knows the office tries first.

    Raises: PasswordTooShort, PasswordTooLong, PasswordTooPlain, PasswordTooCommon, PasswordHoldsWord.
    """
    if len(new) > value("password.most"):
        raise PasswordTooLong(most=value("password.most"))
    if len(new) < least():
        raise PasswordTooShort(least=least())
    if value("password.profile") == ASSESSED and kinds_of(new) < value("password.dengbao_kinds"):
        raise PasswordTooPlain(kinds=value("password.dengbao_kinds"))
    if too_common(new, common_passwords()):
        raise PasswordTooCommon
    word = held_word(new, [*words, *value("password.forbidden_words")])
    if word:
        raise PasswordHoldsWord(word=word)


def change_password(viewer: Viewer, proof: Proof, new: str, words: Iterable[str]) -> None:
    """改密码: the old one with a second factor, and the new one; the person's other sessions end, since one of them may be a stranger's.

    ``words``: names of office, city and post as the portal knows them; badge and product are added here. A session that was opened only to
    change an old password ends too: the person signs in with the new one. Looked at before the try is counted: what does not depend on a secret.

    Raises: PostMayNot, the refusals of ``fit``, PasswordUnchanged, ProofFailed, TooManyTries, KeyCountWentBack.
    """
    allow(viewer, CHANGE)
    fit(new, words)
    if new == proof.password:
        raise PasswordUnchanged
    with proving(viewer, proof) as proven:
        fit(new, [proven.account["login"]])
        stored = hash_password(new)
        with act(viewer, CHANGE) as this:
            may(viewer, CHANGE, mine(viewer))
            proven.spend(this)
            account_id = proven.account["id"]
            now = clock.real_now()
            execute("UPDATE identity_account SET password = %s, password_set_at = %s WHERE id = %s", [stored, now, account_id])
            ended = execute(
                "UPDATE identity_session SET ended_at = %s, end_reason = 'password_changed' "
                "WHERE account_id = %s AND ended_at IS NULL AND (id <> %s OR level = 'change')",
                [now, account_id, viewer.session_id],
            )
            this.note({"sessions_ended": ended})
            tell(this, proven.account, "password_changed")
