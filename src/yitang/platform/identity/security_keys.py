"""Security keys and platform authenticators as a second factor (W3C Web Authentication level 2): what is asked of them, and what they answer.

A challenge is 256 random bits, kept here for one session and one purpose until it is used or over (ASVS 6.7.2). A newer one takes its place.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act
from yitang.platform.database.public import execute, new_id, row, rows
from yitang.platform.identity.errors import KeysNeedAName, SignInNeeded
from yitang.platform.keys.public import AuthenticatorRefused, Party, asserted, assertion_options, enrolment_options, key_named, new_challenge
from yitang.platform.policy.public import value

ENROL, SIGN_IN, PROVE = "enrol", "sign_in", "prove"
SAME_MACHINE = "localhost"


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key as its holder sees it. ``copied``: its count went back once, so a copy of it may be about."""

    id: UUID
    name: str
    enrolled_at: datetime
    used_at: datetime | None
    copied: bool


@dataclass(frozen=True, slots=True)
class Signed:
    """An answer with a right signature: by which key, and how often that says that it signed."""

    key_id: UUID
    count: int
    challenge: bytes


def keys_possible() -> bool:
    """Whether a browser lets keys be used at the address of this installation: a name, and https unless it is this machine."""
    parts = urlsplit(settings.YITANG_ORIGIN)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(host) and (parts.scheme == "https" or host == SAME_MACHINE)
    return False


def key_wanted(post: str) -> bool:
    """Whether who holds this post signs in with a key and with nothing else (ASVS 6.3.3): the office says so by policy.

    At an address where no browser uses keys it cannot be, or nobody would get in to change that.
    """
    return keys_possible() and post in value("sign_in.key_posts")


def party() -> Party:
    """For whom keys are made: the host of the address that the browser sees.

    Raises: KeysNeedAName where a browser would refuse.
    """
    if not keys_possible():
        raise KeysNeedAName
    return Party(urlsplit(settings.YITANG_ORIGIN).hostname or "", settings.YITANG_ORIGIN, "一趟 Yitang")


def ask_enrolment(viewer: Viewer) -> str:
    """What the browser needs to make a key for the viewer's account, as JSON; the challenge counts for this session until it is used.

    Raises: SignInNeeded without an account, KeysNeedAName.
    """
    for_whom = party()
    account = row("SELECT id, login FROM identity_account WHERE id = %s", [viewer.account_id])
    if account is None:
        raise SignInNeeded
    known = [bytes(r["credential_id"]) for r in rows("SELECT credential_id FROM identity_security_key WHERE account_id = %s", [account["id"]])]
    return enrolment_options(for_whom, _challenge(viewer, ENROL), account["id"].bytes, account["login"], known, value("security_key.challenge_lives_s"))


def ask_assertion(viewer: Viewer, purpose: str) -> str:
    """What the browser needs to ask a key, as JSON: to sign in, or to prove again who one is. It names no account and no key (ASVS 6.3.8).

    Raises: SignInNeeded without a session, KeysNeedAName.
    """
    return assertion_options(party(), _challenge(viewer, purpose), value("security_key.challenge_lives_s"))


def _challenge(viewer: Viewer, purpose: str) -> bytes:
    """A new challenge for this session and purpose, in place of the one before."""
    if viewer.session_id is None:
        raise SignInNeeded
    challenge, until = new_challenge(), clock.real_now() + timedelta(seconds=value("security_key.challenge_lives_s"))
    execute(
        "INSERT INTO identity_challenge (id, session_id, purpose, challenge, expires_at) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT ON CONSTRAINT one_challenge_for_session_and_purpose DO UPDATE SET challenge = EXCLUDED.challenge, expires_at = EXCLUDED.expires_at",
        [new_id(), viewer.session_id, purpose, challenge, until],
    )
    return challenge


def challenge_of(session_id: UUID | None, purpose: str) -> bytes | None:
    """The challenge that this session has open for this purpose, while it lives."""
    found = row("SELECT challenge FROM identity_challenge WHERE session_id = %s AND purpose = %s AND expires_at > %s", [session_id, purpose, clock.real_now()])
    return bytes(found["challenge"]) if found else None


def use_challenge(this: Act, session_id: UUID | None, purpose: str, challenge: bytes) -> bool:
    """Use the challenge up, inside the caller's act. Returns: whether it was still there; of two that come together one finds it."""
    return execute("DELETE FROM identity_challenge WHERE session_id = %s AND purpose = %s AND challenge = %s", [session_id, purpose, challenge]) == 1


def signed_by(account_id: UUID, session_id: UUID | None, purpose: str, answer: str) -> Signed | None:
    """The key of this account that signed what this session was asked for this purpose; nothing when something of that is not so. Reads only."""
    challenge = challenge_of(session_id, purpose)
    if challenge is None or not keys_possible():
        return None
    try:
        key = row("SELECT id, public_key FROM identity_security_key WHERE credential_id = %s AND account_id = %s", [key_named(answer), account_id])
        return Signed(key["id"], asserted(party(), challenge, answer, bytes(key["public_key"])), challenge) if key else None
    except AuthenticatorRefused:
        return None


# A key that does not count says 0 each time (WebAuthn §6.1.1); one that does says more than before, or a copy of it may have been used.
COUNT_ON = """
UPDATE identity_security_key SET sign_count = %s, used_at = %s WHERE id = %s AND (sign_count < %s OR (sign_count = 0 AND %s = 0))
"""


def count_on(this: Act, key_id: UUID, count: int) -> bool:
    """Keep how often the key says that it signed. Returns: whether that did not go back."""
    return execute(COUNT_ON, [count, clock.real_now(), key_id, count, count]) == 1


def mark_copied(key_id: UUID) -> None:
    """Its count went back: the holder sees so on his page until the key is removed."""
    execute("UPDATE identity_security_key SET copied = true WHERE id = %s", [key_id])


def own_keys(account_id: UUID | None) -> list[KeyRow]:
    """The keys of an account, in the order in which they came."""
    found = rows("SELECT id, name, enrolled_at, used_at, copied FROM identity_security_key WHERE account_id = %s ORDER BY enrolled_at, id", [account_id])
    return [KeyRow(**r) for r in found]


def sweep_challenges(before: datetime) -> int:
    """Forget challenges that were over before this."""
    return execute("DELETE FROM identity_challenge WHERE expires_at < %s", [before])
