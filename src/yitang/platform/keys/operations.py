"""What is done with keys.

Every stored value names its form, algorithm and key, so that keys can change while the office is open.
"""

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
import threading
import unicodedata
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.exceptions import InvalidSignature, InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from yitang.platform.keys import store
from yitang.platform.keys.errors import CannotUnwrap, TooManyPasswordChecks

# First bytes of a stored value: form 1, algorithm 1 = AES-256-GCM. Another algorithm gets another number.
FORM = b"\x01\x01"
NONCE = 12
# ASVS appendix C floor: t=1, m=46 MiB, p=1. Django's own would hold 2 GB for 20 clerks at 8:30.
_HASHER = PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1)
_AT_ONCE = threading.BoundedSemaphore(4)
WAIT_FOR_A_PLACE_S = 5.0
PUBLIC_CHECK = "public:"


def wrap(clear: bytes, bound: str) -> bytes:
    """Encrypt (AES-256-GCM, random 96-bit nonce), bound to this installation and its place ``table:column:row``.

    Returns: form, algorithm, length of key id, key id, nonce, text and tag in one value.
    """
    key_id, _ = store.current("data")
    nonce = os.urandom(NONCE)
    text = _cipher(store.place(), key_id).encrypt(nonce, clear, _place_of(bound))
    name = key_id.encode()
    return FORM + bytes([len(name)]) + name + nonce + text


def unwrap(value: bytes, bound: str) -> bytes:
    """Decrypt a value of ``wrap`` from the same place.

    Raises: CannotUnwrap when it was changed, moved to another row or installation, or its key is not here.
    """
    value = bytes(value)
    if value[:2] != FORM or len(value) < 3 + NONCE:
        raise CannotUnwrap
    end = 3 + value[2]
    try:
        cipher = _cipher(store.place(), key_of(value))
        return cipher.decrypt(value[end : end + NONCE], value[end + NONCE :], _place_of(bound))
    except (InvalidTag, OSError, ValueError) as fault:
        raise CannotUnwrap from fault


def new_secret() -> bytes:
    """A new key of its own for AES-256-GCM: 32 random bytes, to be kept wrapped."""
    return os.urandom(32)


def close_with(secret: bytes, clear: bytes, bound: str) -> bytes:
    """Encrypt under a key of ``new_secret`` (AES-256-GCM), bound as by ``wrap``; whoever destroys the key has destroyed the value.

    Returns: nonce, text and tag; it does not name its key.
    """
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(secret).encrypt(nonce, clear, _place_of(bound))


def open_with(secret: bytes, value: bytes, bound: str) -> bytes:
    """Decrypt a value of ``close_with``.

    Raises: CannotUnwrap.
    """
    try:
        return AESGCM(secret).decrypt(value[:NONCE], value[NONCE:], _place_of(bound))
    except (InvalidTag, ValueError) as fault:
        raise CannotUnwrap from fault


def key_of(value: bytes) -> str:
    """Id of the key that closes a stored value, so that old ones can be counted and closed anew."""
    return bytes(value[3 : 3 + value[2]]).decode()


def _place_of(bound: str) -> bytes:
    return f"{store.installation()}:{bound}".encode()


@lru_cache(maxsize=16)
def _cipher(folder: str, key_id: str) -> AESGCM:  # noqa: ARG001 - the same id in another folder is another key
    return AESGCM(store.by_id(key_id))


def mac(purpose: str, message: bytes) -> tuple[str, bytes]:
    """HMAC-SHA-256 of a message under the current key of this purpose. Returns: key id, 32 bytes."""
    key_id, key = store.current(f"mac-{purpose}")
    return key_id, hmac.digest(key, message, "sha256")


def mac_fits(key_id: str, message: bytes, code: bytes) -> bool:
    """Whether a MAC is right, in constant time; an unknown key is a wrong MAC, and so is a key that is for something else."""
    if not key_id.startswith("mac-"):
        return False
    try:
        return hmac.compare_digest(hmac.digest(store.by_id(key_id), message, "sha256"), bytes(code))
    except FileNotFoundError:
        return False


def blind_index(column: str, value: str) -> bytes:
    """Keyed digest by which an exact value can be found without being stored (a pepper for each column).

    Full-width and half-width, capital and small, with or without blanks give the same digest.
    """
    _, key = store.current(f"pepper-{column}")
    return _digest(key, value)


def blind_indexes(column: str, value: str) -> tuple[bytes | None, bytes | None]:
    """The digests of a value that is kept, for the two columns that it lies in: under the pepper of odd number, and of even number.

    Usually one of them is nothing. While a pepper is being changed there are two, of numbers that follow each other: what is written under
    both can be found by either, and a constraint on the column of the older one holds until every row has its digest in the other.
    """
    store.current(f"pepper-{column}")
    found: list[bytes | None] = [None, None]
    for key_id in store.ids(f"pepper-{column}")[-2:]:
        with contextlib.suppress(FileNotFoundError):  # put away since it was listed: then every row has its digest under the newer one
            found[(pepper_number(key_id) + 1) % 2] = _digest(store.by_id(key_id), value)
    return found[0], found[1]


def pepper_number(key_id: str) -> int:
    """The number of a key: peppers of odd and of even number have a column each."""
    return int(key_id.rpartition(".")[2])


def blind_index_under(key_id: str, value: str) -> bytes:
    """The digest of a value under one pepper, to fill the column of a new one.

    Raises: FileNotFoundError.
    """
    return _digest(store.by_id(key_id), value)


def _digest(key: bytes, value: str) -> bytes:
    plain = "".join(unicodedata.normalize("NFKC", value).upper().split())
    return hmac.digest(key, plain.encode(), "sha256")


def key_check(key_id: str, folder: str = "") -> str:
    """Sixteen hex digits by which the right key is told from another one of the same name, without telling anything of it (HMAC-SHA-256, cut).

    ``folder``: where a copy of the keys lies, if not the installation's own.

    Raises: FileNotFoundError.
    """
    return hmac.digest(store.by_id(key_id, folder), b"yitang/key-check", "sha256").hex()[:16]


def key_checks() -> dict[str, str]:
    """What a backup notes of every key of its time, so that a folder can be held against it; of one that the sealer holds alone its public half."""
    found = {key_id: key_check(key_id) for key_id in store.every_id()}
    return {**found, **{key_id: f"{PUBLIC_CHECK}{public_key(key_id).hex()}" for key_id in store.published("sign-head")}}


def key_check_fits(check: str, key_id: str, folder: str) -> bool:
    """Whether the key of this id in a folder is the one that was noted.

    Raises: FileNotFoundError when the folder does not hold it, and the faults of keys.
    """
    if not check.startswith(PUBLIC_CHECK):
        return key_check(key_id, folder) == check
    raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    return f"{PUBLIC_CHECK}{Ed25519PrivateKey.from_private_bytes(store.by_id(key_id, folder)).public_key().public_bytes(*raw).hex()}" == check


@lru_cache(maxsize=16)
def _signer(folder: str, key_id: str) -> Ed25519PrivateKey:  # noqa: ARG001 - the same id in another folder is another key
    return Ed25519PrivateKey.from_private_bytes(store.by_id(key_id))


def sign(use: str, message: bytes) -> tuple[str, bytes]:
    """Ed25519 signature with a domain for each use, so that one kind can never pass for another.

    Returns: key id, 64 bytes.
    """
    key_id, _ = store.current(f"sign-{use}")
    return key_id, _signer(store.place(), key_id).sign(f"yitang/{use}\0".encode() + message)


def public_key(key_id: str) -> bytes:
    """The 32 public bytes of a signing key, to be kept where heads and documents are checked."""
    raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    try:
        return _signer(store.place(), key_id).public_key().public_bytes(*raw)
    except FileNotFoundError:
        return store.public_half_of(key_id)


def public_keys(use: str) -> dict[str, bytes]:
    """Public halves of all keys of one use by key id; what a verifier elsewhere is given once and keeps."""
    name = f"sign-{use}"
    elsewhere = store.published(name)
    if not elsewhere:
        store.current(name)
    return {key_id: public_key(key_id) for key_id in dict.fromkeys((*elsewhere, *store.ids(name)))}


def part_with(target: Path) -> tuple[str, ...]:
    """Give the sealer a folder of keys of its own (B6): what signs heads goes there and leaves its public half; what both need is copied.

    Copied and synced before anything goes: cut off, the same call goes on. Returns: ids of the keys that are there alone now.

    Raises: FileExistsError when other keys lie there.
    """
    store.installation()
    for name in ("mac-audit", "sign-witness", "sign-head"):
        if not store.published(name):
            store.current(name)
    both = [store.INSTALLATION, *store.ids("mac-audit"), *store.ids("sign-witness")]
    for name in both:
        store.copy_to(name, target)
    for key_id in store.ids("sign-head"):
        store.publish(key_id, public_key(key_id), store.folder())
        store.take_out(key_id, target)
    return store.published("sign-head")


def publish_heads(target: Path) -> tuple[str, ...]:
    """Write the public halves of the keys that sign heads into another folder of keys. Returns: their ids."""
    for key_id in store.ids("sign-head"):
        store.publish(key_id, public_key(key_id), target)
    return store.ids("sign-head")


def verify(use: str, key_id: str, message: bytes, signature: bytes) -> bool:
    """Whether a signature of ours is right, by a key of ours for this use."""
    if not key_id.startswith(f"sign-{use}."):
        return False
    try:
        return verify_with(public_key(key_id), use, message, signature)
    except FileNotFoundError:
        return False


def verify_with(public: bytes, use: str, message: bytes, signature: bytes) -> bool:
    """Whether a signature is right for a public key that somebody else kept."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(bytes(signature), f"yitang/{use}\0".encode() + message)
    except InvalidSignature:
        return False
    return True


def device_signature_fits(public_spki: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a device's signature is right for its public key (SPKI, DER).

    Ed25519, or P-256 as a browser signs it (WebCrypto, SHA-256, r and s of 32 bytes each).
    """
    if len(signature) != 64:
        return False
    try:
        key = _device_key(public_spki)
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, message)
        elif isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
            r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
            key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


@lru_cache(maxsize=4096)
def _device_key(public_spki: bytes) -> object:
    return serialization.load_der_public_key(public_spki)


class DeviceKey:
    """The client's half of a device: a P-256 key made on it, that signs as a browser does. For the demo's devices and tests."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    def public_spki(self) -> bytes:
        """The public key as it is sent when pairing."""
        return self._key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)

    def sign(self, message: bytes) -> bytes:
        """r and s, 32 bytes each."""
        r, s = decode_dss_signature(self._key.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def hash_password(password: str) -> str:
    """argon2id, t=1, m=46 MiB, p=1.

    Raises: TooManyPasswordChecks.
    """
    with _Place():
        return _HASHER.hash(password)


def password_fits(stored: str, password: str) -> bool:
    """Whether a password is right; takes the same time for an unusable stored value.

    Raises: TooManyPasswordChecks.
    """
    with _Place():
        try:
            return _HASHER.verify(stored or _nobody(), password) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe(16))


class _Place:
    """One of four places for a password check."""

    def __enter__(self) -> None:
        if not _AT_ONCE.acquire(timeout=WAIT_FOR_A_PLACE_S):
            raise TooManyPasswordChecks

    def __exit__(self, *_: object) -> None:
        _AT_ONCE.release()


def random_token(bits: int = 256) -> str:
    """A secret that nobody can guess, as URL-safe text."""
    return secrets.token_urlsafe(bits // 8)


def random_digits(count: int) -> str:
    """Digits for a code that a person types."""
    return "".join(secrets.choice("0123456789") for _ in range(count))


def digest_token(token: str) -> bytes:
    """What is stored of a random token: its SHA-256 (a token has full entropy, so no slow hash is needed)."""
    return hashlib.sha256(token.encode()).digest()


def sm3(data: bytes) -> bytes:
    """SM3 of some bytes (GB/T 32905-2016): 32 bytes."""
    made = hashes.Hash(hashes.SM3())
    made.update(data)
    return made.finalize()


def new_salt() -> bytes:
    """Sixteen random bytes."""
    return os.urandom(16)


def same(one: bytes | str, other: bytes | str) -> bool:
    """Compare two secrets in constant time."""
    left = one.encode() if isinstance(one, str) else one
    right = other.encode() if isinstance(other, str) else other
    return hmac.compare_digest(left, right)


def random_base32(count: int = 32) -> str:
    """A seed for one-time passwords (RFC 6238), 5 bits a character."""
    return base64.b32encode(os.urandom(count * 5 // 8)).decode()[:count]
