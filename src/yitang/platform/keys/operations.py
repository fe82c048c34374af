"""What is done with keys. Every stored value names its version, algorithm and key, so keys can change while the office is open."""

import base64
import hashlib
import hmac
import os
import secrets
import threading
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from yitang.platform.keys import store
from yitang.platform.keys.errors import CannotUnwrap, TooManyPasswordChecks

VERSION = b"\x01"
NONCE = 12
# ASVS appendix C floor: t=1, m=46 MiB, p=1. Django's own would hold 2 GB for 20 clerks at 8:30.
_HASHER = PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1)
_AT_ONCE = threading.BoundedSemaphore(4)
WAIT_FOR_A_PLACE_S = 5.0


def wrap(clear: bytes, bound: str) -> bytes:
    """Encrypt (AES-256-GCM, random 96-bit nonce), bound to its place ``table:column:row``.

    Returns: version, length of key id, key id, nonce, text and tag in one value.
    """
    key_id, key = store.current("data")
    nonce = os.urandom(NONCE)
    text = AESGCM(key).encrypt(nonce, clear, bound.encode())
    name = key_id.encode()
    return VERSION + bytes([len(name)]) + name + nonce + text


def unwrap(value: bytes, bound: str) -> bytes:
    """Decrypt a value of ``wrap`` from the same place.

    Raises: CannotUnwrap when it was changed, moved to another row, or its key is not here.
    """
    value = bytes(value)
    if value[:1] != VERSION or len(value) < 2 + NONCE:
        raise CannotUnwrap
    end = 2 + value[1]
    try:
        key = store.by_id(value[2:end].decode())
        return AESGCM(key).decrypt(value[end : end + NONCE], value[end + NONCE :], bound.encode())
    except (InvalidTag, FileNotFoundError, UnicodeDecodeError, ValueError) as fault:
        raise CannotUnwrap from fault


def mac(purpose: str, message: bytes) -> tuple[str, bytes]:
    """HMAC-SHA-256 of a message under the current key of this purpose. Returns: key id, 32 bytes."""
    key_id, key = store.current(f"mac-{purpose}")
    return key_id, hmac.digest(key, message, "sha256")


def mac_fits(key_id: str, message: bytes, code: bytes) -> bool:
    """Whether a MAC is right, in constant time; an unknown key is a wrong MAC."""
    try:
        return hmac.compare_digest(hmac.digest(store.by_id(key_id), message, "sha256"), bytes(code))
    except FileNotFoundError:
        return False


def blind_index(column: str, normalised: str) -> bytes:
    """Keyed digest by which an exact value can be found without being stored (pepper for each column)."""
    _, key = store.current(f"pepper-{column}")
    return hmac.digest(key, normalised.encode(), "sha256")


@lru_cache(maxsize=16)
def _signer(key_id: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(store.by_id(key_id))


def sign(use: str, message: bytes) -> tuple[str, bytes]:
    """Ed25519 signature with a domain for each use, so that one kind can never pass for another. Returns: key id, 64 bytes."""
    key_id, _ = store.current(f"sign-{use}")
    return key_id, _signer(key_id).sign(f"yitang/{use}\0".encode() + message)


def public_key(key_id: str) -> bytes:
    """The 32 public bytes of a signing key, to be kept where heads and documents are checked."""
    raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    return _signer(key_id).public_key().public_bytes(*raw)


def verify(use: str, key_id: str, message: bytes, signature: bytes) -> bool:
    """Whether a signature of ours is right."""
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
    """Whether a browser's P-256 signature (WebCrypto, r and s of 32 bytes each) is right for its public key (SPKI)."""
    try:
        key = serialization.load_der_public_key(public_spki)
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            return False
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big")
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return len(signature) == 64


def hash_password(password: str) -> str:
    """argon2id, t=1, m=46 MiB, p=1.

    Raises: TooManyPasswordChecks.
    """
    with _place():
        return _HASHER.hash(password)


def password_fits(stored: str, password: str) -> bool:
    """Whether a password is right; takes the same time for an unusable stored value.

    Raises: TooManyPasswordChecks.
    """
    with _place():
        try:
            return _HASHER.verify(stored or _nobody(), password) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe(16))


class _place:
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


