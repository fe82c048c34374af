"""Drawing the next number."""

from dataclasses import dataclass
from typing import Any, Literal

from yitang.kernel import clock
from yitang.platform.audit.public import Act
from yitang.platform.database.public import row

# The series' row is locked from this statement to the commit of the caller's act: numbers of one series and period are given one after
# another, and a number of an act that is undone is given again. Two acts that draw the first number of a period meet at the primary key.
DRAW = """
INSERT INTO numbering_series AS s (series, period, last) VALUES (%s, %s, 1)
ON CONFLICT (series, period) DO UPDATE SET last = s.last + 1 RETURNING last
"""
CONTINUE = """
INSERT INTO numbering_series AS s (series, period, last) VALUES (%s, %s, %s)
ON CONFLICT (series, period) DO UPDATE SET last = greatest(s.last, EXCLUDED.last)
"""
PERIODS = {"day": "%y%m%d", "year": "%Y"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A number that was given, and the period in which it counts: ``261124`` or ``2026``."""

    period: str
    number: int


def draw(this: Act, series: str, every: Literal["day", "year"]) -> Drawn:
    """The next number (下一个号) of a series in the act's day or year, from 1, in the caller's act; given back when that is undone.

    ``series``: at most 60 signs.
    """
    period = f"{clock.local(this.at):{PERIODS[every]}}"
    drawn = row(DRAW, [series, period])
    assert drawn is not None
    return Drawn(period, drawn["last"])


def continue_after(cursor: Any, series: str, period: str, last: int) -> None:
    """The next number of a series comes after ``last``: for the migration of a room that gave its numbers itself until then.

    ``cursor``: the owner's, of the migration. A series that is further on already stays where it is.
    """
    cursor.execute(CONTINUE, [series, period, last])
