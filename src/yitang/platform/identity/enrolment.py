"""Enrolment: a one-time link by which a person sets his own password and second factor (ASVS 6.4.1). No administrator ever knows either.

The link has 128 random bits, of which the digest is stored, and lives a day at most. One for an account: a newer one takes the place of an older.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pyotp

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import execute, row
from yitang.platform.identity.admin_errors import EnrolmentCodeWrong, EnrolmentUnknown, HalfWrong
from yitang.platform.identity.passwords import fit, least
from yitang.platform.identity.recovery import read
from yitang.platform.identity.totp import bound, step_now
from yitang.platform.identity.tries import counted
from yitang.platform.keys.public import blind_index, digest_token, hash_password, random_base32, random_token, same, unwrap, wrap
from yitang.platform.policy.public import value

ENROL = "identity.enrol"
ISSUER = "Yitang 一趟"
BITS, MOST_S, HALF_SIGNS = 128, 86400, 12
FIND = """
SELECT e.account_id, e.seed_cipher, e.expires_at, e.grant_id, e.half_digest, a.login, a.name, a.person_id
FROM identity_enrolment e JOIN identity_account a ON a.id = e.account_id
WHERE e.token_digest = %s AND e.expires_at > %s AND a.state = 'enrolling'
"""


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was just made: its token, shown once and stored nowhere, and until when it works."""

    account_id: UUID
    login: str
    name: str
    token: str
    until: datetime


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """What the page of a link shows: badge, name, the seed as text and as the address that a phone scans; ``returns``: two people confirm the return.

    ``least``: characters that a password has at least. ``half``: the word from who asked for the reset has to be typed too.
    """

    login: str
    name: str
    seed: str
    uri: str
    until: datetime
    returns: bool
    least: int
    half: bool = False


def open_link(this: Act, account: dict[str, Any], grant_id: UUID | None = None, half: bytes | None = None) -> Link:
    """A new link for an account, within the caller's act; an older one works no more. ``grant_id``: the return that has to be confirmed;
    ``half``: digest of the word that has to be typed beside it.

    From now on the account signs nobody in until the link was used; its sessions are over with their next request.
    """
    token, now = random_token(BITS), clock.real_now()
    until = now + timedelta(seconds=min(value("enrolment.lives_s"), MOST_S))
    execute(
        "INSERT INTO identity_enrolment (account_id, token_digest, seed_cipher, opened_at, expires_at, grant_id, half_digest) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s) "
        "ON CONFLICT (account_id) DO UPDATE SET token_digest = EXCLUDED.token_digest, seed_cipher = EXCLUDED.seed_cipher, "
        "opened_at = EXCLUDED.opened_at, expires_at = EXCLUDED.expires_at, grant_id = EXCLUDED.grant_id, half_digest = EXCLUDED.half_digest",
        [account["id"], digest_token(token), wrap(random_base32().encode(), _bound(account["id"])), now, until, grant_id, half],
    )
    this.note({"link_until": until})
    return Link(account["id"], account["login"], account["name"], token, until)


def close_link(this: Act, account_id: UUID) -> None:
    """The account's link works no more, within the caller's act."""
    this.note({"link_closed": execute("DELETE FROM identity_enrolment WHERE account_id = %s", [account_id]) == 1})


def enrolment(token: str) -> EnrolmentRow:
    """What whoever holds the link sees.

    Raises: EnrolmentUnknown.
    """
    found = _found(token)
    seed = unwrap(found["seed_cipher"], _bound(found["account_id"])).decode()
    uri = pyotp.TOTP(seed).provisioning_uri(name=found["login"], issuer_name=ISSUER)
    return EnrolmentRow(found["login"], found["name"], seed, uri, found["expires_at"], found["grant_id"] is not None, least(), found["half_digest"] is not None)


def enrol(token: str, password: str, code: str, words: Iterable[str] = (), half: str = "") -> bool:
    """设好密码和手机: the person's own password and the seed on his phone, proved by one code of it. The link is used up with it.

    ``words``: of the place, which a password may not hold. ``half``: the word that goes with the link of a reset in person.

    Returns: whether the account works now; else two people have to confirm that its holder is back.

    Raises: EnrolmentUnknown, HalfWrong, TooManyTries, the refusals of ``fit``, EnrolmentCodeWrong.
    """
    found = _found(token)
    if found["half_digest"] is not None:
        _check_half(found, half)
    fit(password, [*words, found["login"]])
    account_id = found["account_id"]
    seed = unwrap(found["seed_cipher"], _bound(account_id)).decode()
    step = _step_of(seed, code)
    stored = hash_password(password)
    state = "active" if found["grant_id"] is None else "suspended"
    with act(Viewer(account_id, found["person_id"]), ENROL) as this:
        this.on("account", account_id)
        # The account's row first, as everybody else who stops or opens a link takes it.
        execute("SELECT 1 FROM identity_account WHERE id = %s FOR UPDATE", [account_id])
        if execute("DELETE FROM identity_enrolment WHERE token_digest = %s", [digest_token(token)]) != 1:
            raise EnrolmentUnknown
        kept = wrap(seed.encode(), bound(account_id))
        written = execute(
            "UPDATE identity_account SET password = %s, password_set_at = %s, totp_cipher = %s, totp_step = %s, state = %s "
            "WHERE id = %s AND state = 'enrolling'",
            [stored, clock.real_now(), kept, step, state, account_id],
        )
        if written != 1:
            raise EnrolmentUnknown
        this.note({"state": state})
    return state == "active"


def _found(token: str) -> dict[str, Any]:
    found = row(FIND, [digest_token(token), clock.real_now()])
    if found is None:
        raise EnrolmentUnknown
    return found


def half_digest(word: str) -> bytes:
    """What is kept of the word of a reset: sixty bits are too few for a plain digest, so it is keyed. However it was typed: small, apart, 0 for O."""
    return blind_index("sign_in", f"half|{read(word, HALF_SIGNS)}")


def _check_half(found: dict[str, Any], half: str) -> None:
    """The word is right; five wrong ones pause this link.

    Raises: HalfWrong, TooManyTries.
    """
    with counted(blind_index("sign_in", f"half|{found['account_id']}")):
        if not read(half, HALF_SIGNS) or not same(bytes(found["half_digest"]), half_digest(half)):
            raise HalfWrong


def _step_of(seed: str, code: str) -> int:
    """The step of time whose code was typed, by the rule of signing in. It counts as used: signing in takes a later one.

    Raises: EnrolmentCodeWrong.
    """
    step = step_now(pyotp.TOTP(seed), code)
    if step is None:
        raise EnrolmentCodeWrong
    return step


def _bound(account_id: UUID) -> str:
    return f"identity_enrolment:seed_cipher:{account_id}"
