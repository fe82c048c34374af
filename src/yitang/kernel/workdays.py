"""Deadlines in working days (R164 Art.92, R162 Art.110): days of the law are working days, holidays do not count."""

from collections.abc import Callable
from datetime import date, timedelta

MOST_DAYS = 4000


def workdays_after(start: date, count: int, works: Callable[[date], bool]) -> date:
    """The last day of a period of so many working days that begins on the day after ``start``; ``works`` knows the holidays.

    Raises: ValueError when the calendar works so seldom that the day is not found within ten years.
    """
    on, left = start, count
    for _ in range(MOST_DAYS):
        if left == 0:
            return on
        on += timedelta(days=1)
        left -= works(on)
    raise ValueError(count)


def workdays_between(start: date, end: date, works: Callable[[date], bool]) -> int:
    """How many working days lie after ``start`` up to and with ``end``; negative when ``end`` is earlier."""
    if end < start:
        return -workdays_between(end, start, works)
    return sum(works(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def after_a_stop(limit: date, stopped: date, ended: date, works: Callable[[date], bool]) -> date:
    """A limit once the time from ``stopped`` to ``ended`` is left out of it: as many working days are left as when it was stopped.

    A limit that had passed before stays as it was.
    """
    return limit if limit < stopped else workdays_after(ended, workdays_between(stopped, limit, works), works)
