"""Boxes that the server can close but not open: a stream encrypted to somebody's public half (the age format, X25519 and ChaCha20-Poly1305).

The private half is made elsewhere and never comes here. Why this format: ``docs/decisions/0009-backups-in-the-age-format.md``.
"""

import io
from typing import IO, Any

import pyrage

from yitang.platform.keys.errors import BoxWrong, NoSuchHolder

Stream = IO[bytes] | io.RawIOBase | Any


def new_pair() -> tuple[str, str]:
    """A new holder. Returns: the private half (``AGE-SECRET-KEY-1…``), and the public half (``age1…``), each one line of text."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def public_half(private: str) -> str:
    """The public half that belongs to a private one.

    Raises: NoSuchHolder.
    """
    return str(_identity(private).to_public())


def is_public_half(text: str) -> bool:
    """Whether this is the public half of a holder."""
    try:
        pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        return False
    return True


def close_box(source: Stream, target: Stream, public: str) -> None:
    """Encrypt what ``source`` reads, to its end, into ``target``; both streams of bytes, a few blocks of 64 KiB in memory.

    Raises: NoSuchHolder; OSError when one of the streams fails.
    """
    try:
        holder = pyrage.x25519.Recipient.from_str(public.strip())
    except pyrage.RecipientError as fault:
        raise NoSuchHolder from fault
    try:
        pyrage.encrypt_io(source, target, [holder])
    except pyrage.EncryptError as fault:
        raise OSError(str(fault)) from fault


def open_box(source: Stream, target: Stream, private: str) -> None:
    """Decrypt into ``target``. Each block is authenticated before it is handed on, and the last one says that it is the last: a box that was
    cut off does not open to its end, so what came out of it counts only when this returns.

    Raises: NoSuchHolder; BoxWrong when it was changed or cut off, or is for another holder; OSError is raised as BoxWrong too.
    """
    holder = _identity(private)
    try:
        pyrage.decrypt_io(source, target, [holder])
    except (pyrage.DecryptError, OSError) as fault:
        raise BoxWrong(str(fault)) from fault


def _identity(private: str) -> Any:
    lines = [line.strip() for line in private.splitlines() if line.strip() and not line.startswith("#")]
    try:
        if len(lines) != 1:
            raise NoSuchHolder
        return pyrage.x25519.Identity.from_str(lines[0])
    except pyrage.IdentityError as fault:
        raise NoSuchHolder from fault
