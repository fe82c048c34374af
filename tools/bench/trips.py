"""The baseline: the statements of one request, as the program really sent them, sent again by ``pgbench``, one round trip each."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

from tools.bench import office
from tools.bench.crowd import request

LITERAL = re.compile(r"'(?:[^']|'')*'")
TAIL = re.compile(r"[0-9a-f]{12}'$")
PREFIX = "018f0000-0000-7000-8000-"
OWN_FIRST = 100000000000
NUMBER = re.compile(r"(?<=[ (,])\d[\d.]*(?=[ ),]|$)")
DRAWN = re.compile(r"(?<=\bid = )\d+$")
TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
FAILED = re.compile(r"number of failed transactions: (\d+)")


@contextmanager
def listening() -> Iterator[list[str]]:
    """The round trips of this process's connection, as full statements, in order."""
    from django.db import connection

    trips: list[str] = []
    set_autocommit, commit, rollback = connection._set_autocommit, connection._commit, connection._rollback

    def begin(autocommit: bool) -> None:
        if not autocommit:
            trips.append("BEGIN")
        set_autocommit(autocommit)

    def told(name: str, real: Callable[[], None]) -> Callable[[], None]:
        def do() -> None:
            trips.append(name)
            real()

        return do

    def statement(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        assert not many, "a batch is not one round trip of one statement"
        cursor = context["cursor"].cursor
        trips.append(" ".join((cursor.mogrify(sql, params) if params else sql).split()))
        return execute(sql, params, many, context)

    connection._set_autocommit, connection._commit, connection._rollback = begin, told("COMMIT", commit), told("ROLLBACK", rollback)
    try:
        with connection.execute_wrapper(statement):
            yield trips
    finally:
        del connection._set_autocommit, connection._commit, connection._rollback


def one_request(client: Any, path: str, said: Any = None) -> tuple[list[str], dict[str, Any]]:
    """The round trips of one write of this device or person, through the whole program in this process, and what was answered."""
    from django.test import Client as InProcess

    head, _, body = request(client, "POST", path, said).partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    cookie = headers.pop("Cookie", "")
    inside = InProcess(SERVER_NAME="localhost")
    if cookie:
        name, _, value = cookie.partition("=")
        inside.cookies[name] = value
    with listening() as trips:
        answer = inside.generic("POST", path, body, content_type="application/json", headers=headers)
    assert answer.status_code == 200, answer.content
    return trips, answer.json()


def own_of(*ids: UUID, put: str = ":own") -> dict[str, str]:
    """What stands in the place of ids that each client has for itself, in both ways in which an id is written."""
    return {form: PREFIX + put for one in ids for form in (str(one), one.hex)}


@dataclass(frozen=True, slots=True)
class Script:
    """A transaction of ``pgbench``: its round trips, and how many values of it are fresh each time."""

    trips: tuple[str, ...]
    fresh: int

    def text(self, first: str = "") -> str:
        """The file that pgbench reads. ``first``: lines of one's own before the statements."""
        sets = "".join(f"\\set v{n} random({OWN_FIRST}, 999999999999)\n" for n in range(self.fresh))
        ends = ["\\gset\n" if trip.endswith("RETURNING id") else ";\n" for trip in self.trips]
        return f"\\set own {OWN_FIRST} + :client_id\n{first}{sets}" + "".join(trip + end for trip, end in zip(self.trips, ends, strict=True))


def script(one: list[str], other: list[str], own: dict[str, str] | None = None) -> Script:
    """A transaction from two captures: an id, key or digest that differs between them is made anew each time.

    A statement that ends in ``RETURNING id`` gives the id by which a later one finds its row.

    ``own``: literals that each client has for itself, such as its writer in the log, with what stands in their place.

    Raises: ValueError when the two captures are not the same statements.
    """
    if [shape(trip) for trip in one] != [shape(trip) for trip in other]:
        raise ValueError("the two requests did not send the same statements")
    names: dict[str, str] = {}
    differing = {
        mine for trip, twin in zip(one, other, strict=True) for mine, theirs in zip(LITERAL.findall(trip), LITERAL.findall(twin), strict=True) if mine != theirs
    }

    def anew(found: re.Match[str]) -> str:
        text = found.group()
        for old, new in (own or {}).items():
            text = text.replace(old, new)
        if text in differing and TAIL.search(text):
            names.setdefault(text, f":v{len(names)}")
            return text[:-13] + names[text] + "'"
        return text

    return Script(tuple(DRAWN.sub(":id", LITERAL.sub(anew, trip)) for trip in one), len(names))


def shape(trip: str) -> str:
    """A statement without its values."""
    return NUMBER.sub("0", LITERAL.sub("''", trip))


def pgbench(found: Script, clients: int, seconds: int, name: str, first: str = "", more: tuple[str, ...] = ()) -> float:
    """Transactions a second of this script with so many clients, as the program's role, from one thread.

    Raises: RuntimeError when one of them failed.
    """
    from yitang.platform.database import launcher

    file = office.FOLDER / f"{name}.sql"
    file.write_text(found.text(first), encoding="utf-8")
    url = urlsplit(os.environ["YITANG_APP_URL"])
    environment = {
        "PGHOST": parse_qs(url.query)["host"][0], "PGUSER": unquote(url.username or ""), "PGPASSWORD": unquote(url.password or ""),
        "PGDATABASE": os.environ["YITANG_DATABASE_NAME"], "PATH": os.environ.get("PATH", ""), "PGOPTIONS": "-c timezone=UTC -c search_path=public,jobs",
    }  # fmt: skip
    done = subprocess.run(
        [str(launcher.binaries() / "pgbench"), "-n", "-M", "simple", "-c", str(clients), "-j", "1", "-T", str(seconds), *more, "-f", str(file)],
        env=environment, text=True, capture_output=True, check=False,
    )  # fmt: skip
    seen = TPS.search(done.stdout)
    failed = FAILED.search(done.stdout)
    if done.returncode or seen is None or (failed and int(failed.group(1))):
        raise RuntimeError(f"pgbench: {done.stderr.strip()[-600:]}")
    return float(seen.group(1))


def trips_of_the_act(found: Script) -> int:
    """Round trips from the act's BEGIN to its COMMIT."""
    return len(found.trips) - found.trips.index("BEGIN")
