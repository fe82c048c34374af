"""What a row of the log and a tree head say, as bytes: the one form that is authenticated, hashed, signed and verified.

A row is its fields in fixed order, each with its length before it in four bytes, big end first (-1 where there is none):
ids as 16 bytes, numbers as 8, times as microseconds since 2000-01-01 UTC in 8, text as UTF-8. That is also how PostgreSQL
writes a row in binary COPY, so a verifier hashes what it reads without taking it apart.
"""

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

# The order is part of the form: what a verifier looks at most stands first, where its place is always the same.
FIELDS = (
    "id", "writer", "n", "clock_at", "real_at", "digest", "act", "result", "thing_kind", "thing_id", "account", "person",
    "post", "office", "hall", "window", "device", "session", "trace", "key_id", "mac",
)  # fmt: skip
COLUMNS = ", ".join(f'r."{name}"' for name in FIELDS)
MAC_FIELD = 4 + 32
SHA256 = 1
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NOTHING = b"\xff\xff\xff\xff"
ERASE = "audit.erase_payload"
ALARM = "audit.alarm"
LOOK = "audit.look"

Value = UUID | datetime | str | bytes | int | None


def field(value: Value) -> bytes:
    """One field with its length before it."""
    match value:
        case None:
            return NOTHING
        case UUID():
            data = value.bytes
        case datetime():
            data = struct.pack(">q", (value - EPOCH) // MICROSECOND)
        case str():
            data = value.encode()
        case int():
            data = struct.pack(">q", value)
        case _:
            data = bytes(value)
    return struct.pack(">i", len(data)) + data


def body(values: Sequence[Value]) -> bytes:
    """All fields but the MAC: what the MAC is taken over. ``values`` in the order of ``FIELDS`` without the last."""
    return b"".join(map(field, values))


def authenticated(installation: str, row_body: bytes) -> bytes:
    """The message of a row's MAC: bound to the installation, so a row of another office's log does not fit here."""
    return f"audit row of {installation}\0".encode() + row_body


def split(entry: bytes) -> tuple[bytes, bytes]:
    """A row as it was read: what the MAC is over, and the MAC."""
    return entry[:-MAC_FIELD], entry[-32:]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log taken apart, for people to read and for the verifier to name."""

    id: UUID
    writer: UUID
    n: int
    clock_at: datetime
    real_at: datetime
    digest: bytes | None
    act: str
    result: str
    thing_kind: str
    thing_id: str
    account: UUID | None
    person: UUID | None
    post: str
    office: UUID | None
    hall: UUID | None
    window: UUID | None
    device: UUID | None
    session: UUID | None
    trace: UUID | None
    key_id: str
    mac: bytes


def parse(entry: bytes) -> Entry:
    """Take a row apart.

    Raises: ValueError when the bytes are not a row.
    """
    found: list[bytes | None] = []
    at = 0
    try:
        for _ in FIELDS:
            (length,) = struct.unpack_from(">i", entry, at)
            at += 4
            found.append(None if length < 0 else bytes(entry[at : at + length]))
            at += max(length, 0)
        if at != len(entry):
            raise ValueError("bytes after the last field")
        return Entry(*map(_read, FIELDS, found))  # type: ignore[arg-type]
    except struct.error as fault:
        raise ValueError("not a row of the log") from fault


TIMES = {"clock_at", "real_at"}
TEXTS = {"act", "result", "thing_kind", "thing_id", "post", "key_id"}
BYTES = {"digest", "mac"}


def _read(name: str, data: bytes | None) -> Value:
    if data is None or name in BYTES:
        return data
    if name in TEXTS:
        return data.decode()
    if name in TIMES:
        return EPOCH + struct.unpack(">q", data)[0] * MICROSECOND
    if name == "n":
        return int.from_bytes(data, "big", signed=True)
    return UUID(bytes=data)


def payload_digest(salt_and_text: bytes) -> bytes:
    """What the row keeps of its payload; the salt lies encrypted beside the text and goes when that is erased."""
    return hashlib.sha256(salt_and_text).digest()


@dataclass(frozen=True, slots=True)
class Head:
    """A tree head: after ``size`` rows the tree had ``root``; it follows the head of ``prev_size``. ``at`` is real time."""

    installation: str
    size: int
    root: bytes
    prev_size: int
    prev_root: bytes
    at: datetime
    key_id: str = ""
    signature: bytes = b""

    def message(self) -> bytes:
        """The bytes that are signed: one line for each fact."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        lines = (self.installation, self.size, self.root.hex(), self.prev_size, self.prev_root.hex(), at)
        return "\n".join(map(str, lines)).encode()

    def same_tree(self, other: "Head") -> bool:
        """Whether both say the same of the same number of rows."""
        return (self.installation, self.size, self.root) == (other.installation, other.size, other.root)


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes to the witness: a signed head and the rows it added, each as id (16 bytes) and leaf hash (32 bytes)."""

    head: Head
    row_ids: bytes
    leaves: bytes


@dataclass(frozen=True, slots=True)
class Proof:
    """What can be said of one act: saved, or sealed as row number ``seq`` (from 0) at ``at``, and seen by the witness."""

    row_id: UUID
    state: str
    seq: int | None
    at: datetime
    witnessed: bool


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row of the log as a person reads it."""

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
