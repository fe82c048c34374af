"""Proofs that leave the house: written to a file here, checked on another machine that has no database, only the public keys kept there.

A file is JSON in one form: keys sorted, two blanks, one newline at its end. Whoever checks writes what he read once more and compares the bytes, so that
no second spelling of a proof passes, and no field is left that is neither hashed nor signed.
"""

import json
from dataclasses import dataclass
from typing import Any

from yitang.platform.audit.domain import NAMES, SignedHead, leaf_entry
from yitang.platform.audit.errors import NotProven
from yitang.platform.audit.merkle import consistent, included, leaf_hash
from yitang.platform.keys.public import verify_with

ROW, HEADS, KEYS = "yitang log row 1", "yitang log heads 1", "yitang log keys 1"


@dataclass(frozen=True, slots=True)
class Proven:
    """What a file proves. ``row``: the row, with its place counted from 0, or nothing when two heads were compared. ``older``: the earlier of the two."""

    head: SignedHead
    row: dict[str, Any] | None = None
    place: int = 0
    older: SignedHead | None = None


def written(said: dict[str, Any]) -> bytes:
    """The one form of a file."""
    return (json.dumps(said, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def row_proof(row: dict[str, Any], place: int, head: SignedHead, path: list[bytes]) -> bytes:
    """The file that proves one row. ``row``: every field of NAMES in its canonical form."""
    return written({"form": ROW, "row": row, "place": place, "head": _said(head), "path": [one.hex() for one in path]})


def heads_proof(older: SignedHead, head: SignedHead, path: list[bytes]) -> bytes:
    """The file that proves that one head grew out of an older one."""
    return written({"form": HEADS, "older": _said(older), "head": _said(head), "path": [one.hex() for one in path]})


def key_file(installation: str, keys: dict[str, bytes]) -> bytes:
    """The public keys of an installation, to be handed over once and kept by whoever checks."""
    return written({"form": KEYS, "installation": installation, "keys": {key_id: key.hex() for key_id, key in keys.items()}})


def read_keys(text: bytes) -> dict[str, bytes]:
    """Public keys of heads by id. Raises: NotProven."""
    try:
        said = _read(text, KEYS, {"installation", "keys"})
        found = {str(key_id): _bytes(key) for key_id, key in said["keys"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, NotProven) as fault:
        raise NotProven.because("keys") from fault
    if not found or any(len(key) != 32 for key in found.values()):
        raise NotProven.because("keys")
    return found


def check_proof(text: bytes, keys: dict[str, bytes]) -> Proven:
    """Check a file of ``row_proof`` or ``heads_proof`` against public keys that were kept. Needs no database and no secret.

    Raises: NotProven, which says what is wrong.
    """
    try:
        form = json.loads(text)["form"]
        return _check_row(text, keys) if form == ROW else _check_heads(text, keys)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as fault:
        raise NotProven.because("form") from fault


def _check_row(text: bytes, keys: dict[str, bytes]) -> Proven:
    said = _read(text, ROW, {"row", "place", "head", "path"})
    row, place, head = said["row"], said["place"], _head(said["head"])
    if set(row) != set(NAMES) or type(place) is not int or not isinstance(row["key_id"], str):
        raise NotProven.because("form")
    leaf = leaf_hash(leaf_entry({**row, "mac": _bytes(row["mac"])}))
    if not included(leaf, place, head.size, [_bytes(one) for one in said["path"]], head.root):
        raise NotProven.because("path")
    _signed(head, keys)
    return Proven(head, row, place)


def _check_heads(text: bytes, keys: dict[str, bytes]) -> Proven:
    said = _read(text, HEADS, {"older", "head", "path"})
    older, head = _head(said["older"]), _head(said["head"])
    if not consistent(older.size, older.root, head.size, head.root, [_bytes(one) for one in said["path"]]):
        raise NotProven.because("path")
    _signed(older, keys)
    _signed(head, keys)
    return Proven(head, older=older)


def _read(text: bytes, form: str, names: set[str]) -> dict[str, Any]:
    """A file of one form with exactly these fields, spelt exactly as it is written."""
    said: dict[str, Any] = json.loads(text)
    if said["form"] != form or set(said) != {"form", *names} or written(said) != text:
        raise NotProven.because("form")
    return said


def _said(head: SignedHead) -> dict[str, Any]:
    return {"size": head.size, "root": head.root.hex(), "at": head.at, "key": head.key_id, "signature": head.signature.hex()}


def _head(said: dict[str, Any]) -> SignedHead:
    if set(said) != {"size", "root", "at", "key", "signature"} or type(said["size"]) is not int:
        raise NotProven.because("form")
    return SignedHead(said["size"], _bytes(said["root"]), said["at"], said["key"], _bytes(said["signature"]))


def _signed(head: SignedHead, keys: dict[str, bytes]) -> None:
    """The signature of a head is right by a key that was kept. Raises: NotProven."""
    if head.key_id not in keys:
        raise NotProven.because("key")
    if not verify_with(keys[head.key_id], "head", head.message(), head.signature):
        raise NotProven.because("signature")


def _bytes(said: str) -> bytes:
    """Bytes from hex in its one spelling: small letters, no blanks. Raises: ValueError."""
    found = bytes.fromhex(said)
    if found.hex() != said:
        raise ValueError("another spelling of hex")
    return found
