"""Hours, plans and the size of letters on a wall, as plain functions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office. ``authority``: code of the city's office that it belongs to, or its own; vehicles are registered there (登记地车辆管理所)."""

    id: UUID
    code: str
    kind: str
    name_zh: str
    name_en: str
    address: str
    phone: str
    authority: str


@dataclass(frozen=True, slots=True)
class HallRow:
    """A hall with the name of its office."""

    id: UUID
    office_id: UUID
    number: int
    name_zh: str
    name_en: str
    floor: str
    office_zh: str


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A window and what it takes on the day asked for; ``skills`` None = any business."""

    id: UUID
    hall_id: UUID
    number: int
    skills: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """Whether a hall works on a day, from when to when, and why not."""

    works: bool
    opens: time
    closes: time
    reason_zh: str = ""
    reason_en: str = ""

    def open_at(self, at: time) -> bool:
        """Whether the hall is open at a local time of that day."""
        return self.works and self.opens <= at < self.closes


def without_window(codes: Sequence[str], windows: Sequence[WindowRow]) -> list[str]:
    """Which of these businesses no window of a hall takes."""
    if any(one.skills is None for one in windows):
        return []
    taken = frozenset().union(*(one.skills for one in windows if one.skills is not None))
    return [code for code in codes if code not in taken]


CLOSED = OpeningRow(False, time(), time(), "今天不办公", "Closed today")


def opening_of(on: date, hours: dict[int, tuple[time, time]], special: tuple[bool, str, str] | None) -> OpeningRow:
    """Hours of a day from the weekday's row and the special day, if it is one.

    A working Saturday keeps the hours of a Monday when its own weekday has none.
    """
    today = hours.get(on.isoweekday())
    if special is None:
        return OpeningRow(True, *today) if today else CLOSED
    works, name_zh, name_en = special
    if not works:
        return OpeningRow(False, time(), time(), f"{name_zh}放假", f"Closed: {name_en}")
    kept = today or hours.get(1)
    return OpeningRow(True, *kept, name_zh, name_en) if kept else CLOSED


@dataclass(frozen=True, slots=True)
class Letters:
    """Sizes on a full-HD display in pixels, and how many calls fit."""

    number_px: int
    text_px: int
    rows: int


DIAGONAL_PX = math.hypot(1920, 1080)
CALL_SHARE, TEXT_SHARE = 80, 155
DIGIT_EM, HANZI_EM = 0.73, 0.92
MARGIN, ROW_EM = 0.025, 1.25


def letters(diagonal_inch: float, farthest_seat_m: float) -> Letters:
    """Letters that the farthest seat can read: called numbers distance ÷ 80, text distance ÷ 155 (DGUV 215-410, ISO 9241-303)."""
    px_a_mm = DIAGONAL_PX / (diagonal_inch * 25.4)
    number_px = round(farthest_seat_m * 1000 / CALL_SHARE * px_a_mm / DIGIT_EM)
    text_px = round(farthest_seat_m * 1000 / TEXT_SHARE * px_a_mm / HANZI_EM)
    height = 1080 * (1 - 2 * MARGIN) - 2 * 1.6 * text_px
    return Letters(number_px, text_px, max(0, int(height // (number_px * ROW_EM))))
