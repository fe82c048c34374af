"""Devices: a key pair made on the device, let in by a person with two factors; each request is signed (X18)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import despite_refusal, execute, lock, new_id, row, rows, transaction
from yitang.platform.identity.access import APPROVE, REVOKE
from yitang.platform.identity.domain import Place
from yitang.platform.identity.errors import DeviceRefused, NotYours, PairingUnknown, TooManyPairings, TooManyTries
from yitang.platform.identity.rules import allow, may
from yitang.platform.keys.public import blind_index, device_signature_fits, digest_token, random_digits
from yitang.platform.policy.public import value

KINDS = ("kiosk", "display", "screen", "reader")
CODES_TRIED = 20


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device of an office."""

    id: UUID
    kind: str
    name: str
    hall_id: UUID
    window_id: UUID | None
    paired: bool
    revoked: bool


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What a device signs: method, path with query, digest of the body, real time in milliseconds, and a nonce."""

    device_id: UUID
    method: str
    path: str
    body: bytes
    at_ms: int
    nonce: str
    signature: bytes

    def message(self) -> bytes:
        """The bytes under the signature."""
        digest = hashlib.sha256(self.body).hexdigest()
        return "\n".join([self.method, self.path, digest, str(self.at_ms), self.nonce]).encode()


def start_pairing(kind: str, public_key: bytes, address: str = "") -> tuple[UUID, str]:
    """A device asks to be let in; who asks again with the same key waits under its new code alone.

    Returns: the pairing's id and the eight-digit code that the device shows.

    Raises: DeviceRefused, TooManyPairings when enough wait that asked from this address.
    """
    if kind not in KINDS or len(public_key) > 200:
        raise DeviceRefused
    pairing_id, now = new_id(), clock.real_now()
    until = now + timedelta(seconds=value("pairing.lives_s"))
    with transaction():
        subject = blind_index("pairing_address", address)
        if address:
            lock("pairing_address", subject.hex())
        execute("DELETE FROM identity_pairing WHERE public_key = %s AND device_id IS NULL", [public_key])
        if address:
            _count_waiting(subject, until)
        for _ in range(CODES_TRIED):
            code = random_digits(8)
            if execute(
                "INSERT INTO identity_pairing (id, code_digest, public_key, kind, expires_at) VALUES (%s, %s, %s, %s, %s) ON CONFLICT (code_digest) DO NOTHING",
                [pairing_id, digest_token(code), public_key, kind, until],
            ):
                return pairing_id, code
        raise TooManyPairings


def _count_waiting(subject: bytes, until: datetime) -> None:
    """One more that waits from this address, of which only a keyed digest is kept; its moment is that until which the pairing waits.

    Who was let in waits no more: setting up a hall is not stopped. Held by the address's lock to the commit.

    Raises: TooManyPairings.
    """
    found = row(
        "SELECT count(DISTINCT a.id) AS n FROM identity_attempt a JOIN identity_pairing p ON p.expires_at = a.at AND p.device_id IS NULL "
        "WHERE a.subject = %s AND a.kind = 'pairing_address' AND a.at > %s",
        [subject, until - timedelta(hours=1)],
    )
    if found is not None and found["n"] >= value("pairing.address_an_hour"):
        raise TooManyPairings
    execute("INSERT INTO identity_attempt (subject, kind, at, ok) VALUES (%s, 'pairing_address', %s, true)", [subject, until])


def approve_pairing(viewer: Viewer, code: str, name: str, office_id: UUID, hall_id: UUID, window_id: UUID | None = None) -> UUID:
    """Let in the device that shows this code, for one hall and one job. Returns: the device's id.

    A key is let in once: a device that was shut out, or that forgot who it is, makes a new one before it asks again.

    Raises: PostMayNot, NotYours, PairingUnknown, TooManyTries after too many codes that nobody waits with.
    """
    allow(viewer, APPROVE)
    with act(viewer, APPROVE) as this:
        may(viewer, APPROVE, Place(office_ids=(office_id,)))
        wrong = _wrong_codes(viewer)
        found = row(
            "SELECT id, public_key, kind FROM identity_pairing WHERE code_digest = %s AND expires_at > %s AND device_id IS NULL FOR UPDATE",
            [digest_token(code.strip()), clock.real_now()],
        )
        if found is None:
            despite_refusal(
                lambda: execute("INSERT INTO identity_attempt (subject, kind, at, ok) VALUES (%s, 'pairing', %s, false)", [wrong, clock.real_now()])
            )
            raise PairingUnknown
        device_id = new_id()
        let_in = execute(
            "INSERT INTO identity_device (id, kind, name, public_key, office_id, hall_id, window_id, approved_by, paired_at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (public_key) DO NOTHING",
            [
                device_id, found["kind"], name, bytes(found["public_key"]), office_id, hall_id, window_id,
                viewer.account_id, clock.real_now(),
            ],
        )  # fmt: skip
        if not let_in:
            raise PairingUnknown
        execute("UPDATE identity_pairing SET device_id = %s WHERE id = %s", [device_id, found["id"]])
        this.on("device", device_id)
        this.note({"kind": found["kind"], "name": name})
    return device_id


def _wrong_codes(viewer: Viewer) -> bytes:
    """Under what the wrong codes of this person are counted, while there are not too many of them.

    Raises: TooManyTries.
    """
    subject, lives = blind_index("pairing", str(viewer.account_id)), timedelta(seconds=value("pairing.lives_s"))
    said = [subject, clock.real_now() - lives]
    found = row("SELECT count(*) AS n FROM identity_attempt WHERE subject = %s AND kind = 'pairing' AND at > %s", said)
    if found is not None and found["n"] >= value("pairing.tries"):
        raise TooManyTries(minutes=max(1, round(lives.total_seconds() / 60)))
    return subject


def pairing_device(pairing_id: UUID) -> UUID | None:
    """The device that came of a pairing, for the device that waits for it."""
    found = row("SELECT device_id FROM identity_pairing WHERE id = %s", [pairing_id])
    return found["device_id"] if found else None


# One statement: the device is not revoked, and the nonce was not used; the row comes back only when both are so.
ADMIT = """
WITH device AS (
    SELECT id, kind, office_id, hall_id, window_id FROM identity_device WHERE id = %s AND revoked_at IS NULL
), first AS (
    INSERT INTO identity_nonce (device_id, nonce, at) SELECT id, %s, %s FROM device ON CONFLICT DO NOTHING RETURNING device_id
)
SELECT kind, office_id, hall_id, window_id FROM device JOIN first ON first.device_id = device.id
"""


@lru_cache(maxsize=4096)
def _public_key(device_id: UUID) -> bytes:
    """The key of a device, kept in the process: another key is another device. Whether the device is still let in is asked each time.

    Raises: DeviceRefused for an unknown device.
    """
    found = row("SELECT public_key FROM identity_device WHERE id = %s", [device_id])
    if found is None:
        raise DeviceRefused
    return bytes(found["public_key"])


def device_for(request: SignedRequest) -> Viewer:
    """The device behind a signed request; the request counts once.

    Raises: DeviceRefused for an unknown or revoked device, a wrong signature, a time more than a minute off, a used nonce.
    """
    now = clock.real_now()
    skew = abs(now.timestamp() - request.at_ms / 1000)
    if skew > value("device.skew_s") or not 16 <= len(request.nonce) <= 40:
        raise DeviceRefused
    if not device_signature_fits(_public_key(request.device_id), request.message(), request.signature):
        raise DeviceRefused
    found = row(ADMIT, [request.device_id, request.nonce, now])
    if found is None:
        raise DeviceRefused
    return Viewer(
        post=found["kind"], office_id=found["office_id"], hall_id=found["hall_id"], window_id=found["window_id"],
        device_id=request.device_id, device_kind=found["kind"], trace_id=new_id(),
    )  # fmt: skip


def device_alive(device_id: UUID) -> bool:
    """Whether a stream may go on for this device."""
    return row("SELECT 1 AS yes FROM identity_device WHERE id = %s AND revoked_at IS NULL", [device_id]) is not None


def revoke_device(viewer: Viewer, device_id: UUID) -> None:
    """Shut a device out; its next request is refused and its streams end within seconds.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, REVOKE)
    with act(viewer, REVOKE) as this:
        found = row("SELECT office_id FROM identity_device WHERE id = %s FOR UPDATE", [device_id])
        if found is None:
            raise NotYours
        may(viewer, REVOKE, Place(office_ids=(found["office_id"],)))
        execute("UPDATE identity_device SET revoked_at = %s WHERE id = %s", [clock.real_now(), device_id])
        this.on("device", device_id)


def devices(viewer: Viewer) -> list[DeviceRow]:
    """The devices of the viewer's office, newest first, for those who let them in.

    Raises: PostMayNot.
    """
    allow(viewer, APPROVE)
    found = rows(
        "SELECT id, kind, name, hall_id, window_id, revoked_at FROM identity_device WHERE office_id = %s ORDER BY paired_at DESC",
        [viewer.office_id],
    )
    return [DeviceRow(r["id"], r["kind"], r["name"], r["hall_id"], r["window_id"], True, r["revoked_at"] is not None) for r in found]


def sweep_pairings(before: datetime) -> int:
    """Forget pairings whose code ended before this, used or not: no device waits for the answer any more."""
    return execute("DELETE FROM identity_pairing WHERE expires_at < %s", [before])


def sweep_nonces() -> int:
    """Forget nonces that no request could use any more."""
    before = clock.real_now() - timedelta(seconds=10 * value("device.skew_s"))
    return execute("DELETE FROM identity_nonce WHERE at < %s", [before])


def screen_of_window(window_id: UUID) -> UUID | None:
    """The paired second screen of a window, if it has one."""
    found = row(
        "SELECT id FROM identity_device WHERE window_id = %s AND kind = 'screen' AND revoked_at IS NULL ORDER BY paired_at DESC LIMIT 1",
        [window_id],
    )
    return found["id"] if found else None
