"""Plain SQL for the hot paths, and the few words that all writers share."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection, connections
from django.db import transaction as django_transaction

from yitang.kernel import clock
from yitang.kernel.ids import uuid7

# The lock between who writes what a pepper finds and who puts a pepper away; by the pepper's column.
PEPPER = "keys.pepper"


@contextmanager
def transaction() -> Iterator[None]:
    """One atomic block; inside another one it joins it without a savepoint, so a refusal undoes the whole act.

    Directly inside the block that a test rolls back, it is a savepoint: the test goes on after a refusal.
    """
    outermost = _outermost()
    try:
        with django_transaction.atomic(savepoint=outermost):
            yield
    finally:
        if outermost:
            _keep()


def _outermost() -> bool:
    return not connection.atomic_blocks or bool(getattr(connection.atomic_blocks[-1], "_from_testcase", False))  # noqa: SLF001


def despite_refusal(write: Callable[[], object]) -> None:
    """Write this in a transaction of its own, after the running one has ended: a refusal that undoes that one does not undo this.

    For counts of failures and records of refused looks only. Outside a transaction it is written at once.
    """
    waiting: list[Callable[[], object]] = connection.__dict__.setdefault("_yitang_despite", [])
    waiting.append(write)
    if _outermost():
        _keep()


def _keep() -> None:
    waiting: list[Callable[[], object]] = connection.__dict__.get("_yitang_despite", [])
    while waiting:
        write = waiting.pop(0)
        with django_transaction.atomic(savepoint=True):
            write()


def rows(sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> list[dict[str, Any]]:
    """Run one statement and return its rows by column name."""
    cursor = _ran(sql, params)
    result = cursor.pgresult
    if result is None or not result.nfields:
        return []
    names = [(result.fname(n) or b"").decode() for n in range(result.nfields)]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def row(sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> dict[str, Any] | None:
    """Run one statement and return its first row, or nothing."""
    found = rows(sql, params)
    return found[0] if found else None


def execute(sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> int:
    """Run one statement and return how many rows it touched."""
    return int(_ran(sql, params).rowcount)


def _ran(sql: str, params: Sequence[Any] | dict[str, Any]) -> Any:
    """One statement on this thread's connection. Returns: the cursor with its result, to be read before the next statement.

    A cursor is kept for each session of the server and used without the framework's layers around it: to make them anew for every
    statement costs more than to encode its values. Values travel beside the text, so that the server parses and plans a statement
    that comes often once for each session. Whoever counts or watches statements still sees each of them.
    """
    here = connections["default"]  # once: the way to it is longer than a statement's encoding
    if here.force_debug_cursor:  # a test that counts: the framework keeps the text with its values in it
        watched = here.cursor()
        watched.execute(sql, params)
        return watched.cursor
    here.ensure_connection()
    session: Any = here.connection
    cursor = getattr(session, "_yitang_cursor", None)
    if cursor is None:
        cursor = session._yitang_cursor = psycopg.Cursor(session)  # noqa: SLF001
    if here.execute_wrappers:
        here.make_cursor(cursor).execute(sql, params)  # type: ignore[arg-type]
        return cursor
    here.validate_no_broken_transaction()
    with here.wrap_database_errors:
        cursor.execute(sql, params)
    return cursor


def execute_many(sql: str, many: Sequence[Sequence[Any]]) -> None:
    """Run one statement for each set of values, in one batch."""
    with connection.cursor() as cursor:
        cursor.executemany(sql, many)


def lock(name: str, *keys: object) -> None:
    """Hold the named locks until the transaction ends; sorted, so that two acts cannot wait for each other.

    Units: one advisory lock for each key. The lock is for good manners; the constraint is the guarantee.
    """
    for number in sorted(lock_number(name, key) for key in keys or ("",)):
        execute("SELECT pg_advisory_xact_lock(%s)", [number])


def lock_shared(name: str, key: object = "") -> None:
    """Hold a named lock together with others until the transaction ends: whoever asks for it by ``lock`` waits for all of them, and they for him."""
    execute("SELECT pg_advisory_xact_lock_shared(%s)", [lock_number(name, key)])


def lock_number(name: str, key: object) -> int:
    """The number of a named lock, for a statement that takes it on its way and saves a round trip."""
    digest = hashlib.blake2b(f"{name}:{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def new_id() -> UUID:
    """A UUIDv7 by the real clock: sortable by time, not a secret."""
    return uuid7(int(clock.real_now().timestamp() * 1000), os.urandom(10))


def new_ids(count: int) -> list[UUID]:
    """Several ids in ascending order."""
    return sorted(new_id() for _ in range(count))
