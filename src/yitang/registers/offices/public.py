"""Front door of the offices."""

from yitang.registers.offices.calendar import workdays
from yitang.registers.offices.domain import HallRow, Letters, OfficeRow, OpeningRow, WindowRow
from yitang.registers.offices.errors import NoSuchHall
from yitang.registers.offices.operations import open_office
from yitang.registers.offices.queries import (
    display_letters,
    hall,
    halls,
    hours_of,
    is_workday,
    next_opening,
    office,
    offices,
    opening,
    place_words,
    special_days,
    window,
    windows,
)
from yitang.registers.offices.working_days import working_days

__all__ = [
    "HallRow", "Letters", "NoSuchHall", "OfficeRow", "OpeningRow", "WindowRow", "display_letters", "hall", "halls",
    "hours_of", "is_workday", "next_opening", "office", "offices", "open_office", "opening", "place_words", "special_days", "window", "windows",
    "workdays", "working_days",
]  # fmt: skip
