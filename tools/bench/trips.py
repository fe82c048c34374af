"""The baseline: the statements of one request, as the program really sent them, sent again by ``pgbench``, one round trip each.

Both keep a statement parsed and planned and send values beside it (``pgbench -M prepared``): a baseline that parsed every text anew
would be an easy one.
"""

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

PLACE = re.compile(r"%%|%s|%\((\w+)\)s")
QUOTED = re.compile(r"^ ?E?'(.*)'(::.*)?$", re.DOTALL)
LARGE = re.compile(r" ?-?\d{10,}$")
TAIL = re.compile(r"[0-9a-f]{12}$")
MARK = re.compile("\x00(\\w+)\x00")
PREFIX = "018f0000-0000-7000-8000-"
OWN_FIRST = 100000000000
DRAWN = re.compile(r"\bid = $")
TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
FAILED = re.compile(r"number of failed transactions: (\d+)")


@dataclass(frozen=True, slots=True)
class Trip:
    """One round trip: the statement's text around its values, and each value as the text and type that the server gets."""

    parts: tuple[str, ...]
    values: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def of(sql: str, params: Any) -> "Trip":
        """A statement with its values; small numbers, truth and nothing stay in its text."""
        from django.db import connection
        from psycopg import sql as words

        parts, values, place, end = [""], [], 0, 0
        for found in PLACE.finditer(sql) if params else ():
            parts[-1] += sql[end : found.start()]
            end = found.end()
            if found.group() == "%%":
                parts[-1] += "%"
                continue
            value = params[found.group(1)] if found.group(1) else params[place]
            place += 1
            literal = words.Literal(value).as_string(connection.connection)
            quoted = QUOTED.match(literal)
            if quoted is None and not DRAWN.search(parts[-1]) and not LARGE.match(literal):
                parts[-1] += literal
                continue
            text, kind = (quoted.group(1).replace("''", "'"), quoted.group(2) or "") if quoted else (literal.strip(), "::bigint")
            values.append((value if isinstance(value, str) else text, kind))
            parts.append("")
        parts[-1] += sql[end:]
        return Trip(tuple(" ".join(f".{part}.".split())[1:-1] for part in parts), tuple(values))


@contextmanager
def listening() -> Iterator[list[Trip]]:
    """The round trips of this process's connection, in order."""
    from django.db import connection

    trips: list[Trip] = []
    set_autocommit, commit, rollback = connection._set_autocommit, connection._commit, connection._rollback

    def begin(autocommit: bool) -> None:
        if not autocommit:
            trips.append(Trip(("BEGIN",)))
        set_autocommit(autocommit)

    def told(name: str, real: Callable[[], None]) -> Callable[[], None]:
        def do() -> None:
            trips.append(Trip((name,)))
            real()

        return do

    def statement(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        assert not many, "a batch is not one round trip of one statement"
        trips.append(Trip.of(sql, params))
        return execute(sql, params, many, context)

    connection._set_autocommit, connection._commit, connection._rollback = begin, told("COMMIT", commit), told("ROLLBACK", rollback)
    try:
        with connection.execute_wrapper(statement):
            yield trips
    finally:
        del connection._set_autocommit, connection._commit, connection._rollback


def one_request(client: Any, path: str, said: Any = None) -> tuple[list[Trip], dict[str, Any]]:
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


def own_of(*ids: UUID, put: str = "own") -> dict[str, str]:
    """What stands in the place of ids that each client has for itself, in both ways in which an id is written: the prefix and a variable."""
    return {form: f"{PREFIX}\0{put}\0" for one in ids for form in (str(one), one.hex)}


@dataclass(frozen=True, slots=True)
class Script:
    """A transaction of ``pgbench``: its round trips, the texts that it is given with their names, and how many values of it are fresh each time."""

    trips: tuple[str, ...]
    texts: dict[str, str]
    fresh: int

    def text(self, first: str = "") -> str:
        """The file that pgbench reads. ``first``: lines of one's own before the statements."""
        sets = "".join(f"\\set v{n} random({OWN_FIRST}, 999999999999)\n" for n in range(self.fresh))
        ends = ["\\gset\n" if trip.endswith("RETURNING id") else ";\n" for trip in self.trips]
        return f"\\set own {OWN_FIRST} + :client_id\n{first}{sets}" + "".join(trip + end for trip, end in zip(self.trips, ends, strict=True))


def script(one: list[Trip], other: list[Trip], own: dict[str, str] | None = None) -> Script:
    """A transaction from two captures: an id, key or digest that differs between them is made anew each time.

    A statement that ends in ``RETURNING id`` gives the id by which a later one finds its row.

    ``own``: texts that each client has for itself, such as its writer in the log, with what stands in their place.

    Raises: ValueError when the two captures are not the same statements.
    """
    if [trip.parts for trip in one] != [trip.parts for trip in other]:
        raise ValueError("the two requests did not send the same statements")
    fresh: dict[str, str] = {}
    texts: dict[str, str] = {}

    def named(text: str) -> str:
        return ":" + texts.setdefault(text, f"p{len(texts)}") if text else "''"

    def put(mine: tuple[str, str], theirs: tuple[str, str]) -> str:
        text, kind = mine
        for old, new in (own or {}).items():
            text = text.replace(old, new)
        if mine != theirs and TAIL.search(text):
            text = f"{text[:-12]}\0{fresh.setdefault(text, f'v{len(fresh)}')}\0"
        if not MARK.search(text):
            return named(text) + kind
        pieces = [f":{piece}::text" if n % 2 else f"{named(piece)}::text" for n, piece in enumerate(MARK.split(text)) if piece]
        return f"({' || '.join(pieces)}){kind}"

    def whole(trip: Trip, twin: Trip) -> str:
        said = trip.parts[0]
        for before, after, mine, theirs in zip(trip.parts, trip.parts[1:], trip.values, twin.values, strict=False):
            said += (":id" if DRAWN.search(before) and mine[0].isdigit() else put(mine, theirs)) + after
        return said

    return Script(tuple(whole(trip, twin) for trip, twin in zip(one, other, strict=True)), texts, len(fresh))


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
    given = [part for text, key in found.texts.items() for part in ("-D", f"{key}={text}")]
    done = subprocess.run(
        [str(launcher.binaries() / "pgbench"), "-n", "-M", "prepared", *given, "-c", str(clients), "-j", "1", "-T", str(seconds), *more, "-f", str(file)],
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
