"""What a member of staff does with his own second factors: enrol a key, remove one, make recovery codes. Each needs password and second factor anew."""

from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, new_id, row
from yitang.platform.identity import recovery, security_keys, totp
from yitang.platform.identity.access import CONFIRM_PHONE, ENROL_KEY, MAKE_CODES, NEW_PHONE, REMOVE_KEY
from yitang.platform.identity.domain import Place
from yitang.platform.identity.errors import FirstCodeWrong, KeyAlreadyEnrolled, KeyNameMissing, KeyNameTaken, LastFactor, NotYours, SignInNeeded, TooManyKeys
from yitang.platform.identity.proving import Proof, proving
from yitang.platform.identity.rules import allow, may
from yitang.platform.identity.telling import tell
from yitang.platform.identity.tries import counted
from yitang.platform.keys.public import AuthenticatorRefused, NewKey, blind_index, enrolled
from yitang.platform.policy.public import value

LONGEST_NAME = 40


def mine(viewer: Viewer) -> Place:
    """Where the viewer's own account lies."""
    return Place(person_ids=frozenset((viewer.person_id,) if viewer.person_id else ()))


def enrol_key(viewer: Viewer, name: str, made: str, proof: Proof) -> UUID:
    """登记安全钥匙: the key that the browser has just made (``made``: JSON of ``navigator.credentials.create``). Returns: the key's id.

    A session that was opened only for this is over: the person signs in with the key.

    The holder's row is held to the commit, so that he has as many keys as policy lets him, however many he enrols at once.

    Raises: PostMayNot, KeysNeedAName, KeyNameMissing, AuthenticatorRefused, ProofFailed, TooManyTries, KeyNameTaken, KeyAlreadyEnrolled, TooManyKeys.
    """
    allow(viewer, ENROL_KEY)
    called = name.strip()
    if not 1 <= len(called) <= LONGEST_NAME:
        raise KeyNameMissing
    challenge = security_keys.challenge_of(viewer.session_id, security_keys.ENROL)
    if challenge is None:
        raise AuthenticatorRefused
    key = enrolled(security_keys.party(), challenge, made)
    with proving(viewer, proof) as proven, act(viewer, ENROL_KEY) as this:
        may(viewer, ENROL_KEY, mine(viewer))
        proven.spend(this)
        if not security_keys.use_challenge(this, viewer.session_id, security_keys.ENROL, challenge):
            raise AuthenticatorRefused
        key_id = _keep(proven.account["id"], called, key)
        execute(
            "UPDATE identity_session SET ended_at = %s, end_reason = 'key_enrolled' WHERE account_id = %s AND ended_at IS NULL AND level = 'enrol'",
            [clock.real_now(), proven.account["id"]],
        )
        this.note({"key": str(key_id), "name": called})
        tell(this, proven.account, "key_enrolled")
    return key_id


# The first constraint that stands in the way keeps the row out; which one is asked afterwards.
KEEP = """
INSERT INTO identity_security_key (id, account_id, name, credential_id, public_key, sign_count, enrolled_at, copied)
VALUES (%s, %s, %s, %s, %s, %s, %s, false) ON CONFLICT DO NOTHING
"""


def _keep(account_id: UUID, name: str, key: NewKey) -> UUID:
    found = row("SELECT count(*)::int AS n FROM identity_security_key WHERE account_id = %s", [account_id])
    most = value("security_key.most")
    if found is not None and found["n"] >= most:
        raise TooManyKeys(most=most)
    key_id = new_id()
    if not execute(KEEP, [key_id, account_id, name, key.credential_id, key.public_key, key.sign_count, clock.real_now()]):
        if row("SELECT 1 AS yes FROM identity_security_key WHERE credential_id = %s", [key.credential_id]):
            raise KeyAlreadyEnrolled
        raise KeyNameTaken(name=name)
    return key_id


def remove_key(viewer: Viewer, key_id: UUID, proof: Proof) -> None:
    """移除安全钥匙: it opens nothing from now on.

    Raises: PostMayNot, NotYours, ProofFailed, TooManyTries, LastFactor when nothing else would be left to sign in with.
    """
    allow(viewer, REMOVE_KEY)
    with proving(viewer, proof) as proven, act(viewer, REMOVE_KEY) as this:
        may(viewer, REMOVE_KEY, mine(viewer))
        proven.spend(this)
        account_id = proven.account["id"]
        others = row("SELECT count(*)::int AS n FROM identity_security_key WHERE account_id = %s AND id <> %s", [account_id, key_id])
        key = row("SELECT name FROM identity_security_key WHERE account_id = %s AND id = %s", [account_id, key_id])
        if key is None:
            raise NotYours
        if proven.account["totp_cipher"] is None and (others is None or not others["n"]):
            raise LastFactor
        execute("DELETE FROM identity_security_key WHERE id = %s AND account_id = %s", [key_id, account_id])
        this.note({"key": str(key_id), "name": key["name"]})
        tell(this, proven.account, "key_removed")


def make_recovery_codes(viewer: Viewer, proof: Proof) -> list[str]:
    """生成恢复码: new ones, and the old ones count no more. Returns: the codes, to be shown once and kept nowhere.

    Raises: PostMayNot, ProofFailed, TooManyTries.
    """
    allow(viewer, MAKE_CODES)
    with proving(viewer, proof) as proven, act(viewer, MAKE_CODES) as this:
        may(viewer, MAKE_CODES, mine(viewer))
        proven.spend(this)
        codes = recovery.renew(this, proven.account["id"])
        this.note({"codes": len(codes)})
        tell(this, proven.account, "codes_made")
    return codes


def prepare_one_time_codes(viewer: Viewer, proof: Proof) -> str:
    """换手机: a new seed that waits for its first code; until then the old phone's codes count. Returns: the seed (RFC 6238), shown once.

    Raises: PostMayNot, ProofFailed, TooManyTries.
    """
    allow(viewer, NEW_PHONE)
    with proving(viewer, proof) as proven, act(viewer, NEW_PHONE) as this:
        may(viewer, NEW_PHONE, mine(viewer))
        proven.spend(this)
        return totp.prepare(this, proven.account["id"])


def confirm_one_time_codes(viewer: Viewer, code: str) -> None:
    """新手机的第一个动态码: it has the seed and the right time, so from now on its codes count and the old phone's do not.

    Raises: PostMayNot, FirstCodeWrong, TooManyTries.
    """
    allow(viewer, CONFIRM_PHONE)
    account = row("SELECT id, person_id FROM identity_account WHERE id = %s AND state = 'active'", [viewer.account_id])
    if account is None:
        raise SignInNeeded
    with counted(blind_index("sign_in", f"first|{account['id']}")), act(viewer, CONFIRM_PHONE) as this:
        may(viewer, CONFIRM_PHONE, mine(viewer))
        if not totp.take_over(this, account["id"], code):
            raise FirstCodeWrong
        this.on("account", account["id"])
        tell(this, account, "phone_changed")
