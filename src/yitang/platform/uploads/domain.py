"""What a slot takes, what a file is by its first bytes, how a sent name is shown, and what a decoder's answer must look like."""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

# The first bytes of each type (ISO/IEC 10918-1 B.1.1.3; PNG 5.2; ISO 32000-2 7.5.2), its media type and its ending.
MAGIC = {"jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-"}
MEDIA = {"jpeg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
ENDINGS = {"jpeg": "jpg", "png": "png", "pdf": "pdf"}
COPY = "image/jpeg"
MOST_HEAD, MOST_NAME = 4096, 80
# Direction marks: with them a name on a page reads as another (CVE-2021-42574 is of that kind).
DIRECTION = {0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}


# What a photo may suffer from, in words for who takes it: a hint, never a refusal.
HINTS = {
    "dark": ("可能太暗", "may be too dark"), "blur": ("可能没对准焦", "may be out of focus"), "cut": ("纸边可能没拍全", "an edge of the paper may be cut off"),
}  # fmt: skip


class AnswerMakesNoSense(ValueError):
    """The decoder's answer is not of the form that it has: it was cut off, or it is not ours any more."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What may be put in one place (ASVS 5.1.1). ``size``: bytes; ``pixels``: of a picture, width × height; ``copy_px``: longer side of a copy.

    ``objects``: in a PDF, ``depth``: of arrays and dictionaries in one of them; ``most``: files for one thing; ``kept`` and ``seen``: what is
    kept and who sees it, in words; ``data``: class of the data.
    """

    name: str
    types: tuple[str, ...]
    size: int
    pixels: int
    pages: int
    objects: int
    depth: int
    copy_px: int
    most: int
    kept: str
    seen: str
    data: str

    @property
    def megabytes(self) -> int:
        """The largest file in whole MB."""
        return self.size >> 20

    @property
    def accept(self) -> str:
        """The types as a browser's file chooser wants them."""
        return ",".join(MEDIA[kind] for kind in self.types)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file that was looked at: its type, the sealed original, the clean copies page by page, and what a photo may suffer from (``HINTS``)."""

    slot: Slot
    kind: str
    original: bytes
    copies: tuple[bytes, ...]
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UploadRow:
    """A file that was taken. ``thing_id``: what it belongs to, ``what`` it is there; ``name``: as it was sent, without what could mislead."""

    id: UUID
    slot: str
    thing_id: UUID
    what: str
    kind: str
    name: str
    size: int
    pages: int
    digest: str
    at: datetime
    removed_at: datetime | None
    hints: str = ""

    @property
    def hint_words(self) -> tuple[tuple[str, str], ...]:
        """What the photo may suffer from, in Chinese and English."""
        return tuple(HINTS[one] for one in self.hints.split(",") if one in HINTS)


def hints_of(head: Mapping[str, Any], bounds: Mapping[str, int]) -> tuple[str, ...]:
    """What a photo may suffer from, by what the decoder measured. ``bounds``: ``dark`` (mean light), ``blur`` (variance); numbers that are none say nothing.

    A paper that leaves the picture on all four sides fills it (a scan), and is not cut off.
    """
    found = head.get("quality")
    if not isinstance(found, dict) or not all(type(found.get(name)) is int for name in ("light", "sharp", "sides")):
        return ()
    said = {"dark": found["light"] < bounds["dark"], "blur": found["sharp"] < bounds["blur"], "cut": 0 < found["sides"] < 4}
    return tuple(name for name, yes in said.items() if yes)


def slot_of(name: str, row: Mapping[str, Any]) -> Slot:
    """A slot from its row of policy."""
    return Slot(name=name, types=tuple(row["types"]), **{key: row[key] for key in Slot.__slots__ if key not in ("name", "types")})


def kind_of(content: bytes) -> str:
    """The type by content, decided once (ASVS 1.5.3): ``jpeg``, ``png``, ``pdf``, or nothing. Name and declared type are not asked."""
    return next((kind for kind, first in MAGIC.items() if content.startswith(first)), "")


def shown_name(sent: str) -> str:
    """A sent name as it may stand on a page: no path, no control or direction marks, at most 80 signs. Never a path of ours."""
    last = sent.replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" and unicodedata.category(sign) not in ("Zl", "Zp"))
    kept = "".join(sign for sign in kept if ord(sign) not in DIRECTION).strip(" .")
    return kept if len(kept) <= MOST_NAME else kept[: MOST_NAME - 10] + "…" + kept[-9:]


def said_by(answer: bytes, pages: int) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """Head and parts of a decoder's answer; it comes from a process that may have been taken over, so nothing of it is believed unseen.

    Raises: AnswerMakesNoSense.
    """
    length = int.from_bytes(answer[:4], "big")
    if len(answer) < 4 or not 2 <= length <= MOST_HEAD:
        raise AnswerMakesNoSense
    try:
        head = json.loads(answer[4 : 4 + length])
        sizes = head["sizes"]
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise AnswerMakesNoSense from fault
    if not isinstance(sizes, list) or not all(isinstance(size, int) and size > 0 for size in sizes) or len(sizes) > pages:
        raise AnswerMakesNoSense
    begin, parts = 4 + length, []
    for size in sizes:
        parts.append(answer[begin : begin + size])
        begin += size
    if begin != len(answer) or not all(part.startswith(MAGIC["jpeg"]) and part.endswith(b"\xff\xd9") for part in parts):
        raise AnswerMakesNoSense
    return head, tuple(parts)
