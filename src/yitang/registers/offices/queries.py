"""Reading the offices."""

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from yitang.platform.database.public import row, rows
from yitang.registers.offices.domain import (
    HallRow,
    Letters,
    OfficeRow,
    OpeningRow,
    WindowRow,
    letters,
    opening_of,
)
from yitang.registers.offices.errors import NoSuchHall

HALL = (
    "SELECT h.id, h.office_id, h.number, h.name_zh, h.name_en, h.floor, o.name_zh AS office_zh FROM offices_hall h JOIN offices_office o ON o.id = h.office_id"
)


def offices() -> list[OfficeRow]:
    """All offices, the city's first."""
    found = rows(
        "SELECT o.id, o.code, o.kind, o.name_zh, o.name_en, o.address, o.phone, coalesce(p.code, o.code) AS authority "
        "FROM offices_office o LEFT JOIN offices_office p ON p.id = o.parent_id ORDER BY o.kind, o.code"
    )
    return [OfficeRow(**r) for r in found]


def office(office_id: UUID) -> OfficeRow:
    """One office.

    Raises: NoSuchHall.
    """
    found = [o for o in offices() if o.id == office_id]
    if not found:
        raise NoSuchHall
    return found[0]


# What stands in the name of any office and so tells nothing of this one.
ANY_OFFICE = ("车辆管理所", "车管所", "公安局", "交通警察支队", "交警支队", "交警大队")
ANY_OFFICE_EN = frozenset({"city", "county", "office", "vehicle", "administration", "of", "the", "and"})


def place_words() -> tuple[str, ...]:
    """Words by which one knows the city and its offices, in Chinese, pinyin and English: what a password may not hold (ASVS 6.2.11)."""
    from pypinyin import lazy_pinyin  # its dictionary takes a third of a second, and only who changes a password needs it

    found: list[str] = []
    for one in offices():
        name = one.name_zh
        for suffix in ANY_OFFICE:
            name = name.replace(suffix, "")
        places = [name, name.removesuffix("市").removesuffix("县").removesuffix("区")]
        found += [one.code, *places, *("".join(lazy_pinyin(place)) for place in places)]
        found += [word for word in one.name_en.split() if word.lower() not in ANY_OFFICE_EN]
    return tuple(dict.fromkeys(word for word in found if len(word) > 1))


def halls(office_id: UUID | None = None) -> list[HallRow]:
    """All halls, or those of one office."""
    where = " WHERE h.office_id = %s" if office_id else ""
    found = rows(f"{HALL}{where} ORDER BY o.kind, o.code, h.number", [office_id] if office_id else [])
    return [HallRow(**r) for r in found]


def hall(hall_id: UUID) -> HallRow:
    """One hall.

    Raises: NoSuchHall.
    """
    found = row(f"{HALL} WHERE h.id = %s", [hall_id])
    if found is None:
        raise NoSuchHall
    return HallRow(**found)


WINDOWS = """
SELECT w.id, w.hall_id, w.number, p.skills FROM offices_window w
LEFT JOIN LATERAL (
    SELECT skills FROM offices_plan WHERE window_id = w.id AND effective_from <= %s ORDER BY effective_from DESC LIMIT 1
) p ON true
WHERE w.hall_id = %s ORDER BY w.number
"""


def windows(hall_id: UUID, on: date) -> list[WindowRow]:
    """The windows of a hall with what each takes on a day."""
    return [WindowRow(r["id"], r["hall_id"], r["number"], frozenset(r["skills"]) if r["skills"] is not None else None) for r in rows(WINDOWS, [on, hall_id])]


def window(window_id: UUID, on: date) -> WindowRow:
    """One window with what it takes on a day.

    Raises: NoSuchHall.
    """
    found = row(WINDOWS.replace("w.hall_id = %s", "w.id = %s"), [on, window_id])
    if found is None:
        raise NoSuchHall
    return WindowRow(found["id"], found["hall_id"], found["number"], frozenset(found["skills"]) if found["skills"] is not None else None)


def hours_of(hall_id: UUID, on: date) -> dict[int, tuple[time, time]]:
    """Hours by weekday as they are in force on a day; a weekday that is not there is closed. Monday is 1."""
    found = rows(
        "SELECT DISTINCT ON (weekday) weekday, opens, closes FROM offices_opening WHERE hall_id = %s AND effective_from <= %s "
        "ORDER BY weekday, effective_from DESC",
        [hall_id, on],
    )
    return {h["weekday"]: (h["opens"], h["closes"]) for h in found if h["opens"] is not None}


def next_set(table: str, what: str, thing: UUID, on: date) -> date | None:
    """The first day after this one from which hours of a hall or the plan of a window are set anew. ``table``, ``what``: the table and its key."""
    found = row(f"SELECT min(effective_from) AS day FROM {table} WHERE {what} = %s AND effective_from > %s", [thing, on])
    return found["day"] if found else None


def special_days(hall_id: UUID | None, first: date, last: date) -> dict[date, list[Any]]:
    """The special days of one hall itself, or those of all, by date: works, name in Chinese, in English."""
    found = rows(
        'SELECT "on", works, name_zh, name_en FROM offices_special_day WHERE hall_id IS NOT DISTINCT FROM %s AND "on" BETWEEN %s AND %s ORDER BY "on"',
        [hall_id, first, last],
    )
    return {r["on"]: [r["works"], r["name_zh"], r["name_en"]] for r in found}


def opening(hall_id: UUID, on: date) -> OpeningRow:
    """Hours of a hall on a day, holidays and working Saturdays taken into account."""
    special = row(
        'SELECT works, name_zh, name_en FROM offices_special_day WHERE "on" = %s AND (hall_id = %s OR hall_id IS NULL) ORDER BY hall_id NULLS LAST LIMIT 1',
        [on, hall_id],
    )
    return opening_of(on, hours_of(hall_id, on), (special["works"], special["name_zh"], special["name_en"]) if special else None)


def next_opening(hall_id: UUID, after: date, within_days: int = 30) -> tuple[date, OpeningRow] | None:
    """The first day after ``after`` on which the hall works."""
    for n in range(1, within_days + 1):
        on = after + timedelta(days=n)
        found = opening(hall_id, on)
        if found.works:
            return on, found
    return None


def is_workday(on: date) -> bool:
    """Whether a day is a working day of the law: Monday to Friday but for holidays, and working weekends (R164 Art.92)."""
    special = row('SELECT works FROM offices_special_day WHERE "on" = %s AND hall_id IS NULL', [on])
    return special["works"] if special else on.isoweekday() <= 5


def display_letters(hall_id: UUID) -> Letters:
    """Letter sizes of the hall's display; of a 65 inch one seen from 8 m when none is entered."""
    found = row("SELECT diagonal_inch, farthest_seat_m FROM offices_display WHERE hall_id = %s ORDER BY id LIMIT 1", [hall_id])
    return letters(found["diagonal_inch"], found["farthest_seat_m"]) if found else letters(65, 8.0)
