"""What can be exported, its states, and the mark that every row of a file carries."""

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yitang.kernel.viewer import Viewer

FORMATS = ("csv", "xlsx")
STATES = {
    ("waiting", "approve"): "queued", ("waiting", "refuse"): "refused", ("queued", "make"): "ready", ("queued", "fail"): "failed", ("ready", "take"): "taken",
}  # fmt: skip
WORDS = {
    "waiting": ("wait", "等另一个人同意", "waits for a second person"), "queued": ("wait", "正在生成", "being made"),
    "ready": ("ok", "可以下载一次", "can be downloaded once"), "taken": ("info", "已下载", "downloaded"), "refused": ("bad", "没有同意", "refused"),
    "failed": ("bad", "没有生成", "not made"), "over": ("info", "过期，已删除", "over and deleted"),
}  # fmt: skip
# 48 random bits of the export and the number of the row, in base 32 after the sign of the program.
MARK_BYTES, ROW_BYTES = 6, 2
MARK = re.compile(r"YT-([A-Z2-7]{13})(?![A-Z2-7])")


@dataclass(frozen=True, slots=True)
class Span:
    """From a local day to a local day, both included."""

    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class Source:
    """A list that may leave the program. ``columns``: Chinese and English heads; ``count``: at most how many rows a viewer would get.

    ``read`` gives the rows, each asked for by ``may`` and masked for this viewer as on a page.
    """

    name: str
    zh: str
    en: str
    columns: tuple[tuple[str, str], ...]
    count: Callable[[Viewer, Span], int]
    read: Callable[[Viewer, Span], Iterator[tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class ExportRow:
    """An export. ``rows``: how many are in its file, before that how many were expected; ``until``: to when it can be downloaded."""

    id: UUID
    source: str
    account_id: UUID
    purpose: str
    span: Span
    format: str
    state: str
    rows: int
    asked_at: datetime
    above_cap: bool
    decided_account: UUID | None
    made_at: datetime | None
    taken_at: datetime | None
    until: datetime | None
    own: bool


def mark_of(mark: bytes, row: int) -> str:
    """The mark of a row: ``YT-`` and 13 signs.

    Raises: OverflowError for a row above 65,535.
    """
    return "YT-" + base64.b32encode(mark + row.to_bytes(ROW_BYTES, "big")).decode().rstrip("=")


def marks_in(text: str) -> list[bytes]:
    """The marks of exports that stand in a text, one for each row of it that kept its own."""
    return [base64.b32decode(found + "===")[:MARK_BYTES] for found in MARK.findall(text)]
