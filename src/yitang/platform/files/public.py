"""Front door of the file store: content-addressed, so the same bytes lie once and a changed file shows."""

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings

from yitang.kernel.errors import Refusal

__all__ = ["FileDamaged", "FileMissing", "discard", "digest_of", "read", "store"]


class FileMissing(Refusal):
    """No file of this digest is here."""

    code = "file_missing"
    zh = "文件不在库里。"
    en = "The file is not in the store."
    status = 404


class FileDamaged(Refusal):
    """The bytes no longer fit their digest: somebody or something changed them."""

    code = "file_damaged"
    zh = "文件内容与登记的摘要不符，已停止显示，请通知监督岗。"
    en = "The file does not fit its digest and is not shown; tell the auditor."
    status = 500


def _path(digest: str) -> Path:
    return Path(settings.YITANG_FILES) / digest[:2] / digest


def digest_of(content: bytes) -> str:
    """The name under which bytes are kept: their SHA-256 as hex."""
    return hashlib.sha256(content).hexdigest()


def discard(digest: str) -> None:
    """Take bytes out of the store, if they are there; the caller has made sure that nothing names them any more."""
    if len(digest) == 64 and digest.isalnum():
        _path(digest).unlink(missing_ok=True)


def store(content: bytes) -> str:
    """Keep bytes. Returns: their SHA-256 as hex. Written beside, synced, then renamed, and that synced: a cut leaves a whole file or none."""
    digest = digest_of(content)
    path = _path(digest)
    if path.exists():
        return digest
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{digest}.{secrets.token_hex(8)}")  # of its own for each call: two threads may keep the same bytes at once
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
    entry = os.open(path.parent, os.O_RDONLY)
    os.fsync(entry)
    os.close(entry)
    return digest


def read(digest: str) -> bytes:
    """The bytes of a digest, checked.

    Raises: FileMissing, FileDamaged.
    """
    if len(digest) != 64 or not digest.isalnum():
        raise FileMissing
    try:
        content = _path(digest).read_bytes()
    except FileNotFoundError as fault:
        raise FileMissing from fault
    if hashlib.sha256(content).hexdigest() != digest:
        raise FileDamaged
    return content
