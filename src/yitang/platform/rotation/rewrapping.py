"""Values under an old key are closed anew under the current one, batch by batch while the office is open, as the owner of the tables.

The owner, since the program's role may not change the log's payloads. A batch is one transaction. It locks the rows that it reads and never waits
for a row that somebody else holds (SKIP LOCKED: it can be in no deadlock), so what a concurrent act writes is neither lost nor overwritten; what it
had to leave out, the next pass takes. Cut off anywhere, each row lies under the one key or the other, and the next run begins where rows are left.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connections, transaction

from yitang.platform.keys.public import FORM, CannotUnwrap, blind_index_under, current_id, ids, key_of, pepper_number, unwrap, wrap
from yitang.platform.rotation.places import FoundBy, Wrapped, found_by, key_ids, wrapped

BATCH = 200
PASSES = 5
# Held to the end of the batch, or an act that changes the row meanwhile would be undone by it.
LOCK = "FOR UPDATE SKIP LOCKED"


@dataclass(frozen=True, slots=True)
class Progress:
    """After a batch: where, how many values were closed anew or filled in this run, how many of that place are left."""

    place: str
    done: int
    left: int


def rewrap(said: Callable[[Progress], None] = lambda _: None, batch: int = BATCH) -> int:
    """Close every value anew that lies under an old ``data`` key, and fill the column of each newest pepper. Returns: how many are left; 0 is done.

    What is left after ``PASSES`` is held by acts that do not end, or does not open (``unopened``): run it again, or look at those.
    """
    for _ in range(PASSES):
        for place in wrapped():
            _run(place.name, partial(_rewrap_some, place, batch), partial(_stale, place), said)
        for index in found_by():
            name = f"{index.source.table}.{_newest_column(index)}"
            _run(name, partial(_fill_some, index, batch), partial(unfilled, index), said)
        left = left_over()
        if not left:
            break
    return left


def left_over() -> int:
    """How many values lie under an old data key or lack the digest of their newest pepper."""
    return sum(_stale(place) for place in wrapped()) + sum(unfilled(index) for index in found_by())


def uses() -> Counter[str]:
    """How many stored values each key is used for, by id of the key: wrapped values, index columns, rows that name it."""
    found: Counter[str] = Counter()
    for place in wrapped():
        for key_id, count in _ask(f'SELECT convert_from(substring("{place.column}" from 4 for get_byte("{place.column}", 2)), \'UTF8\'), count(*) '
                                  f'FROM "{place.table}" WHERE length("{place.column}") > 3 GROUP BY 1'):  # fmt: skip
            found[key_id] += count
    for table, column in key_ids():
        for key_id, count in _ask(f'SELECT "{column}", count(*) FROM "{table}" GROUP BY 1'):
            found[key_id] += count
    for index in found_by():
        for key_id in ids(index.pepper)[-2:]:
            [(count,)] = _ask(f'SELECT count("{index.column(pepper_number(key_id))}") FROM "{index.source.table}"')
            found[key_id] += count
    return found


def unopened() -> list[str]:
    """Rows whose value does not open with the key that it names, as ``table.column row``: damaged, or their key is not here."""
    return [f"{place.name} {row}" for place in wrapped() for row, value in _values(place) if not _opens(place, row, value)]


def unfilled(index: FoundBy) -> int:
    """How many rows have no digest under the newest pepper yet: they are found by the older one."""
    [(count,)] = _ask(f'SELECT count(*) FROM "{index.source.table}" WHERE "{_newest_column(index)}" IS NULL')
    return int(count)


def clear_column(index: FoundBy, number: int, batch: int = BATCH) -> None:
    """Empty the column in which the digests of a pepper lie that was put away, so that the next but one finds it empty."""
    place, column = index.source, index.column(number)
    while True:
        with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
            cursor.execute(
                f'UPDATE "{place.table}" SET "{column}" = NULL WHERE "{place.key}" IN '
                f'(SELECT "{place.key}" FROM "{place.table}" WHERE "{column}" IS NOT NULL LIMIT %s FOR UPDATE)',
                [batch],
            )
            if not cursor.rowcount:
                return


def _run(name: str, some: Callable[[Any], tuple[Any, int]], left: Callable[[], int], said: Callable[[Progress], None]) -> None:
    """One pass over a place; says how far it is when it begins, after each batch, and never for a place with nothing to do."""
    still, done, after = left(), 0, None
    while still:
        after, count = some(after)
        done, still = done + count, max(0, still - count)
        if after is None:
            return
        said(Progress(name, done, still))


def _prefix(key_id: str) -> bytes:
    """With what every value under this key begins."""
    return FORM + bytes([len(key_id)]) + key_id.encode()


def _stale(place: Wrapped) -> int:
    prefix = _prefix(current_id("data"))
    [(count,)] = _ask(f'SELECT count(*) FROM "{place.table}" WHERE substring("{place.column}" from 1 for %s) <> %s', len(prefix), prefix)
    return int(count)


def _rewrap_some(place: Wrapped, batch: int, after: Any) -> tuple[Any, int]:
    """One batch of old values after this row. Returns: the last row of it, nothing at the end; how many were closed anew."""
    prefix = _prefix(current_id("data"))
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute(
            f'SELECT "{place.key}", "{place.column}" FROM "{place.table}" WHERE substring("{place.column}" from 1 for %s) <> %s '
            f'AND (%s::text IS NULL OR "{place.key}" > %s) ORDER BY "{place.key}" LIMIT %s {LOCK}',
            [len(prefix), prefix, after and str(after), after, batch],
        )
        found = cursor.fetchall()
        changed = [(anew, row) for row, value in found if (anew := _anew(place, row, value)) is not None]
        cursor.executemany(f'UPDATE "{place.table}" SET "{place.column}" = %s WHERE "{place.key}" = %s', changed)
    return (found[-1][0] if found else None), len(changed)


def _fill_some(index: FoundBy, batch: int, after: Any) -> tuple[Any, int]:
    """One batch of rows that lack the digest under the newest pepper. Returns: as above."""
    place, key_id = index.source, ids(index.pepper)[-1]
    column = index.column(pepper_number(key_id))
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute(
            f'SELECT "{place.key}", "{place.column}" FROM "{place.table}" WHERE "{column}" IS NULL '
            f'AND (%s::text IS NULL OR "{place.key}" > %s) ORDER BY "{place.key}" LIMIT %s {LOCK}',
            [after and str(after), after, batch],
        )
        found = cursor.fetchall()
        changed = [(blind_index_under(key_id, unwrap(value, place.bound(row)).decode()), row) for row, value in found if _opens(place, row, value)]
        cursor.executemany(f'UPDATE "{place.table}" SET "{column}" = %s WHERE "{place.key}" = %s', changed)
    return (found[-1][0] if found else None), len(changed)


def _anew(place: Wrapped, row: object, value: bytes) -> bytes | None:
    """The value under the current key; nothing when it does not open: it stays as it is, and is counted as left."""
    try:
        return wrap(unwrap(value, place.bound(row)), place.bound(row))
    except CannotUnwrap:
        return None


def _opens(place: Wrapped, row: object, value: bytes) -> bool:
    try:
        unwrap(value, place.bound(row))
    except CannotUnwrap:
        return False
    return True


def _newest_column(index: FoundBy) -> str:
    current_id(index.pepper)
    return index.column(pepper_number(ids(index.pepper)[-1]))


def _values(place: Wrapped) -> Iterator[tuple[Any, bytes]]:
    """Old values of a place, those that a run has left."""
    current = current_id("data")
    for row, value in _ask(f'SELECT "{place.key}", "{place.column}" FROM "{place.table}" WHERE "{place.column}" IS NOT NULL'):
        if key_of(value) != current:
            yield row, value


def _ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
