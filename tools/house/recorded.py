"""Law 6 on the SQL that really ran: a room names no table of another room. A plugin of the tests.

Each statement on the program's connection is read as it is executed; the room is that of the innermost frame of ours. What breaks
the law fails the test that ran it.
"""

import re
import sys
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

HOUSE = str(Path(__file__).resolve().parents[2] / "src" / "yitang") + "/"
ROOT = str(Path(__file__).resolve().parents[2]) + "/"
NAMED = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+(?:ONLY\s+)?\"?([a-z_][a-z0-9_]*)\"?", re.IGNORECASE)
# One statement carries the log's row and the news of it, for one round trip less: the text comes from the live room's front door.
WORDS = ("/platform/database/sql.py", "/platform/database/fact_rows.py")
TOGETHER = {("platform/audit", "live_outbox")}
# Runs the statements that each room declares as data, of its own tables: ``platform/retention/tests`` reads every one of them.
BY_DATA = {"platform/retention"}
seen: set[tuple[str, str]] = set()
count = 0


class NamesTableOfAnotherRoom(AssertionError):
    """A statement that breaks law 6."""


@lru_cache(maxsize=1)
def owners() -> dict[str, str]:
    """Which room has a table, as ``floor/room``."""
    from django.apps import apps

    found = {}
    for model in apps.get_models():
        parts = model.__module__.split(".")
        if parts[0] == "yitang":
            found[model._meta.db_table] = f"{parts[1]}/{parts[2]}"
    return found


@lru_cache(maxsize=4096)
def tables(sql: str) -> frozenset[str]:
    """The tables of rooms that a statement names."""
    return frozenset(name for name in NAMED.findall(sql) if name in owners())


def room_of(path: str) -> str:
    """The room of a file, as ``floor/room``; nothing for a test, and for what is not ours."""
    if not path.startswith(HOUSE) or "/tests/" in path or path.endswith("conftest.py"):
        return ""
    parts = path.removeprefix(HOUSE).split("/")
    return "" if len(parts) < 3 else f"{parts[0]}/{parts[1]}"


def caller(frame: FrameType | None) -> str:
    """The room that a statement comes from: the innermost frame of ours behind the words that all writers share; a test may ask anything."""
    while frame is not None:
        path = frame.f_code.co_filename
        room = room_of(path)
        if room and not path.endswith(WORDS):
            return room
        if not room and path.startswith(ROOT) and "/site-packages/" not in path:
            return ""
        frame = frame.f_back
    return ""


def broken(room: str, sql: str) -> list[str]:
    """Tables that this room may not name; ``config`` stands above the rooms and prepares them for the demo."""
    if not room or room.startswith("config/") or room in BY_DATA:
        return []
    return sorted(name for name in tables(sql) if owners()[name] != room and (room, name) not in TOGETHER)


def watch(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    """Read a statement, then run it."""
    global count  # noqa: PLW0603 - one counter for the run
    text = str(sql)
    if tables(text):
        count += 1
        room = caller(sys._getframe(1))
        wrong = broken(room, text)
        if wrong:
            raise NamesTableOfAnotherRoom(f"{room} names {', '.join(wrong)}: {text[:200]}")
        seen.update((room, name) for name in tables(text) if room)
    return execute(sql, params, many, context)


def pytest_configure(config: pytest.Config) -> None:  # noqa: ARG001 - the form of a hook
    """Watch every connection of the program's role, in every thread."""
    from django.db.backends.signals import connection_created

    connection_created.connect(_begin, dispatch_uid="law 6")


def _begin(connection: Any, **_: Any) -> None:
    if connection.alias == "default" and watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker tells how much it has read to who sent it."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["law 6"] = [count, sorted(room for room, _ in seen)]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """What a worker tells is counted with the others'."""
    global count  # noqa: PLW0603 - one counter for the run
    told, rooms = getattr(node, "workeroutput", {}).get("law 6", [0, []])
    count += told
    seen.update((room, "") for room in rooms)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How much was read."""
    if count:
        terminalreporter.write_line(f"law 6: {count} statements of {len({room for room, _ in seen})} rooms named their own tables only")
