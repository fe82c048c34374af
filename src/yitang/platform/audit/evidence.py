"""Proofs that leave the house: written to a file here, checked on another machine that has no database, only the public keys kept there.

A file is JSON in one form: keys sorted, two blanks, one newline at its end. Whoever checks writes what he read once more and compares the bytes, so that
no second spelling of a proof passes, and no field is left that is neither hashed nor signed.
"""

import json
from dataclasses import dataclass
from typing import Any

from yitang.platform.audit.domain import NAMES, Gap, Second, SignedHead, leaf_entry
from yitang.platform.audit.errors import NotProven
from yitang.platform.audit.merkle import DIGESTS, consistent, included, leaf_hash
from yitang.platform.keys.public import verify_with

Paths = dict[str, list[bytes]]
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


def digests_for_row(place: int, head: SignedHead) -> dict[str, int]:
    """The trees that a head has over this place, by digest, each with the place at which it begins."""
    return {"sha256": 0} | ({"sm3": head.second.start} if head.second and place >= head.second.start else {})


def digests_for_heads(older: SignedHead, head: SignedHead) -> dict[str, int]:
    """The trees that two heads have in common, by digest, each with the place at which it begins."""
    one, other = older.second, head.second
    return {"sha256": 0} | ({"sm3": one.start} if one and other and one.start == other.start else {})


def row_proof(row: dict[str, Any], place: int, head: SignedHead, paths: Paths) -> bytes:
    """The file that proves one row. ``row``: every field of NAMES in its canonical form, ``about`` where it has one; ``paths``: by digest."""
    return written({"form": ROW, "row": row, "place": place, "head": _said(head), "paths": _hex(paths)})


def heads_proof(older: SignedHead, head: SignedHead, paths: Paths) -> bytes:
    """The file that proves that one head grew out of an older one. ``paths``: for each of ``digests_for_heads``."""
    return written({"form": HEADS, "older": _said(older), "head": _said(head), "paths": _hex(paths)})


def _hex(paths: Paths) -> dict[str, list[str]]:
    return {digest: [one.hex() for one in path] for digest, path in paths.items()}


def _paths(said: dict[str, list[str]], digests: dict[str, int]) -> Paths:
    """The paths of a file: one for each tree that there is, none left out."""
    if set(said) != set(digests):
        raise NotProven.because("form")
    return {digest: [_bytes(one) for one in path] for digest, path in said.items()}


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
    if not found or any(len(key) != 32 or len(key_id) > 60 for key_id, key in found.items()):
        raise NotProven.because("keys")
    return found


def key_owner(text: bytes) -> str:
    """Name of the installation whose public keys a file holds: sixteen hex digits. Raises: NotProven."""
    read_keys(text)
    found = json.loads(text)["installation"]
    if not isinstance(found, str) or len(found) != 16 or set(found) - set("0123456789abcdef"):
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
    said = _read(text, ROW, {"row", "place", "head", "paths"})
    row, place, head = said["row"], said["place"], _head(said["head"])
    about = row.get("about", "nobody")
    if set(row) - {"about"} != set(NAMES) or not about or not isinstance(about, str) or type(place) is not int or not isinstance(row["key_id"], str):
        raise NotProven.because("form")
    entry, begins = leaf_entry({**row, "mac": _bytes(row["mac"])}), digests_for_row(place, head)
    for name, path in _paths(said["paths"], begins).items():
        digest, start = DIGESTS[name], begins[name]
        if not included(leaf_hash(entry, digest), place - start, head.size - start, path, _root(head, name), digest):
            raise NotProven.because("path")
    _signed(head, keys)
    return Proven(head, row, place)


def _check_heads(text: bytes, keys: dict[str, bytes]) -> Proven:
    said = _read(text, HEADS, {"older", "head", "paths"})
    older, head = _head(said["older"]), _head(said["head"])
    begins = digests_for_heads(older, head)
    for name, path in _paths(said["paths"], begins).items():
        start = begins[name]
        if not consistent(older.size - start, _root(older, name), head.size - start, _root(head, name), path, DIGESTS[name]):
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
    said: dict[str, Any] = {"size": head.size, "root": head.root.hex(), "at": head.at, "key": head.key_id, "signature": head.signature.hex()}
    lost = {"gap": {"start": head.gap.start, "size": head.gap.size, "root": head.gap.root.hex()}} if head.gap else {}
    return said | lost | ({"sm3": {"start": head.second.start, "root": head.second.root.hex()}} if head.second else {})


def _root(head: SignedHead, digest: str) -> bytes:
    return head.second.root if digest == "sm3" and head.second else head.root


def _head(said: dict[str, Any]) -> SignedHead:
    second = said.get("sm3")
    gap = said.get("gap")
    if gap is not None and (set(gap) != {"start", "size", "root"} or type(gap["start"]) is not int or type(gap["size"]) is not int):
        raise NotProven.because("form")
    if set(said) - {"sm3", "gap"} != {"size", "root", "at", "key", "signature"} or type(said["size"]) is not int:
        raise NotProven.because("form")
    if second is not None and (set(second) != {"start", "root"} or type(second["start"]) is not int or not 0 <= second["start"] < said["size"]):
        raise NotProven.because("form")
    lost = None if gap is None else Gap(gap["start"], gap["size"], _bytes(gap["root"]))
    beside = None if second is None else Second(second["start"], _bytes(second["root"]))
    return SignedHead(said["size"], _bytes(said["root"]), said["at"], said["key"], _bytes(said["signature"]), beside, lost)


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
