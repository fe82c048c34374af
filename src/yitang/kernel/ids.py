"""UUID version 7 (RFC 9562 §5.7): sortable by time, never a secret."""

from datetime import UTC, datetime, timedelta
from uuid import UUID


def uuid7(unix_ms: int, random: bytes) -> UUID:
    """Build an id from milliseconds since 1970 (48 bits) and ten random bytes, of which 74 bits are used.

    Raises: ValueError when the time does not fit or there are not ten bytes.
    """
    if not 0 <= unix_ms < 1 << 48 or len(random) != 10:
        raise ValueError("uuid7 needs 48 bits of milliseconds and ten random bytes")
    bits = int.from_bytes(random, "big")
    high, low = bits >> 62 & 0xFFF, bits & ((1 << 62) - 1)
    return UUID(int=unix_ms << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def uuid7_time(value: UUID) -> datetime:
    """The instant in an id, to the millisecond, UTC.

    Raises: ValueError when it is not version 7.
    """
    if value.version != 7:
        raise ValueError("not a UUID of version 7")
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=value.int >> 80)
