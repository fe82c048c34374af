"""The working days of a stretch of time at once, for lists that ask about many days."""

from collections.abc import Callable
from datetime import date

from yitang.platform.database.public import rows


def workdays(start: date, end: date) -> Callable[[date], bool]:
    """Whether a day is a working day of the law, as ``is_workday``, for any day from ``start`` to ``end``; special days are read once."""
    special: dict[date, bool] = {
        r["on"]: r["works"] for r in rows('SELECT "on", works FROM offices_special_day WHERE hall_id IS NULL AND "on" BETWEEN %s AND %s', [start, end])
    }

    def works(on: date) -> bool:
        return special.get(on, on.isoweekday() <= 5)

    return works
