"""What a row of the log says, as bytes: the one form that is authenticated, hashed and verified."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

FIELDS = (
    "id", "writer", "n", "act", "result", "account", "person", "post", "office", "hall", "window", "device",
    "session", "trace", "thing_kind", "thing_id", "clock_at", "real_at", "digest",
)  # fmt: skip
NAMES = (*FIELDS, "key_id", "mac")
# Whom the act is about, as the ids of their keys. Where there is none the row reads as it did before there was such a field.
COLUMN_NAMES = (*NAMES, "about")
PLAIN = (str, int)


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row of the log as it was read."""

    id: UUID
    act: str
    result: str
    account: UUID | None
    post: str
    office: UUID | None
    window: UUID | None
    device: UUID | None
    trace: UUID | None
    thing_kind: str
    thing_id: str
    clock_at: datetime
    seq: int | None


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def plain(value: Any) -> Any:
    """A value as it stands in the canonical form: ids and times as text, bytes as hex."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, list):
        return ",".join(str(one) for one in value)
    return value


def canonical(row: dict[str, Any]) -> bytes:
    """The bytes of a row over which its MAC is taken: its fields in fixed order as JSON."""
    said = [row[name] for name in FIELDS]
    if row.get("about"):
        said.append(row["about"])
    # What is plain already, as the verifier reads it, is not looked at again field by field.
    return _ENCODER.encode([one if one is None or type(one) in PLAIN else plain(one) for one in said]).encode()


def leaf_entry(row: dict[str, Any]) -> bytes:
    """The bytes of a row as a leaf of the tree: the canonical form, then its MAC with the key's name."""
    return canonical(row) + str(row["key_id"]).encode() + b"\0" + bytes(row["mac"])


def as_written(row: dict[str, Any]) -> dict[str, Any]:
    """A row as it is read from a file by whoever has no database: every field in its canonical form, the MAC as hex."""
    about = {"about": plain(row["about"])} if row["about"] else {}
    return {name: plain(row[name]) for name in NAMES} | about


@dataclass(frozen=True, slots=True)
class Second:
    """The SM3 tree that stands beside the other in a head: over the rows from place ``start`` on, where an office switched it on, and its root."""

    start: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Gap:
    """Rows that a witness remembers and the log no longer has, known and acknowledged by two people: from place ``start`` to before ``size``, where the
    witness had a head with this ``root``. From ``start`` on the log goes on with other rows. Every head after it says so.
    """

    start: int
    size: int
    root: bytes

    @property
    def name(self) -> str:
        """By which the acts that acknowledge it name it."""
        return f"{self.start}-{self.size}-{self.root.hex()[:32]}"


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A tree head with its signature. ``at``: its time in the canonical form, which is what was signed. ``second``: where SM3 is on."""

    size: int
    root: bytes
    at: str
    key_id: str
    signature: bytes
    second: Second | None = None
    gap: Gap | None = None

    def message(self) -> bytes:
        """The bytes that the signature is over."""
        return head_message(self.size, self.root, self.at, self.second, self.gap)


HEAD_NAMES = "size, root, at, key_id, signature, sm3_start, sm3_root, gap_start, gap_size, gap_root"


def signed_head(found: dict[str, Any]) -> SignedHead:
    """A head from its row in the database (``HEAD_NAMES``)."""
    second = None if found["sm3_root"] is None else Second(found["sm3_start"], bytes(found["sm3_root"]))
    return SignedHead(found["size"], bytes(found["root"]), plain(found["at"]), found["key_id"], bytes(found["signature"]), second, gap_of(found))


def gap_of(found: dict[str, Any]) -> Gap | None:
    """The gap that a head's row in the database names, if it does."""
    return None if found["gap_root"] is None else Gap(found["gap_start"], found["gap_size"], bytes(found["gap_root"]))


def head_message(size: int, root: bytes, at: datetime | str, second: Second | None = None, gap: Gap | None = None) -> bytes:
    """The bytes of a tree head that are signed: three lines, three more where there is a second tree, and four where there is a gap."""
    more = f"sm3\n{second.start}\n{second.root.hex()}\n" if second else ""
    lost = f"gap\n{gap.start}\n{gap.size}\n{gap.root.hex()}\n" if gap else ""
    return f"{size}\n{root.hex()}\n{plain(at)}\n{more}{lost}".encode()
