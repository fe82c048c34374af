"""Fixtures of every test: a database of its own, made by the owner, used as the role that the program runs as.

``db`` rolls back after each test. ``committed_db`` commits for real, for races and other processes, and is emptied by the owner.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

# Workers side by side have a server each, since roles belong to a whole server; on somebody else's server a database each.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
NAME = "yitang_test_" + (os.environ.get("YITANG_TEST_DB") or "suite") + WORKER
if WORKER:
    os.environ["YITANG_TEST_VAR"] = f"{os.environ.get('YITANG_TEST_VAR') or Path(__file__).parent / 'var' / 'test'}-{WORKER}"
KEPT = {"django_migrations"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two browsers at a time: trips stay with two workers, by the first letter of their file."""
    for item in items:
        if "/trips/" in str(item.path):
            item.add_marker(pytest.mark.xdist_group(f"trips {item.path.stem > 'test_r'}"))


@pytest.fixture(scope="session")
def installation() -> Iterator[Path]:
    """A folder with keys, files and witness that this run of the tests alone uses; other processes find it by environment."""
    with tempfile.TemporaryDirectory(prefix="yitang-test-") as folder:
        var = Path(folder)
        os.environ["YITANG_VAR"] = folder
        for name in ("KEYS", "FILES", "WITNESS"):
            path = var / name.lower()
            path.mkdir(mode=0o700)
            os.environ[f"YITANG_{name}"] = str(path)
            setattr(settings, f"YITANG_{name}", path)
        settings.VAR = var
        yield var


@pytest.fixture(scope="session")
def django_db_setup(installation: Path, django_db_blocker: Any) -> Iterator[None]:
    """A new database: the owner makes and migrates it, grants the program its rights, and drops it at the end."""
    if "YITANG_APP_URL" not in os.environ:
        serve_database(installation)
    with django_db_blocker.unblock():
        remake()
        point_at(NAME)
        call_command("migrate", database="owner", verbosity=0)
        from yitang.platform.database.grants import grant

        grant(connections["default"].settings_dict["USER"])
        yield
        for alias in connections:
            connections[alias].close()
        drop()


def serve_database(var: Path) -> None:
    """Start a server for the tests by our launcher and tell it to settings that were read before it ran."""
    from yitang.config.settings import database
    from yitang.platform.database import launcher

    urls = launcher.ensure_for_tests()
    os.environ["YITANG_OWNER_URL"], os.environ["YITANG_APP_URL"] = urls.owner_url, urls.app_url
    for alias, url in (("owner", urls.owner_url), ("default", urls.app_url)):
        found = {key: value for key, value in database(url, pool=False).items() if key != "TEST"}
        connections[alias].settings_dict.update(found)


def point_at(name: str) -> None:
    """Both roles use this database, without a pool, here and in processes started from here."""
    os.environ["YITANG_DATABASE_NAME"] = name
    os.environ["YITANG_POOL"] = "0"
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        connections[alias].settings_dict["OPTIONS"].pop("pool", None)
        connections[alias].settings_dict["CONN_MAX_AGE"] = 3600


def on_server(*statements: str) -> None:
    """Statements that cannot run inside a transaction, by the owner, beside the database of the tests."""
    connection = connections["owner"].copy("owner")
    connection.settings_dict = {**connection.settings_dict, "NAME": "postgres"}
    connection.settings_dict["OPTIONS"] = {k: v for k, v in connection.settings_dict["OPTIONS"].items() if k != "pool"}
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def remake() -> None:
    """Drop what an earlier run left behind and make the database anew."""
    drop()
    on_server(f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8'")


def drop() -> None:
    """Remove the database with whoever is still connected to it."""
    on_server(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


@pytest.fixture(autouse=True)
def nothing_remembered() -> Callable[[], None]:
    """What this process keeps for a moment of clock, policy and halls is not that of the test before. Returns: to forget it once more."""
    from yitang.kernel import clock
    from yitang.platform.database.clock import DatabaseClock
    from yitang.platform.policy.public import forget
    from yitang.processes.outages.queries import forget as forget_paper_mode
    from yitang.processes.queue import snapshot

    def again() -> None:
        source = clock.installed()
        if isinstance(source, DatabaseClock):
            source.forget()
        forget()
        snapshot.forget()
        forget_paper_mode()

    again()
    return again


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Real commits as the program's role; afterwards the owner empties every table."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            connections["default"].close()
            empty()


def empty() -> None:
    """The owner empties the tables that a test has filled, what points before what is pointed at; the witness forgets, or the next log would
    be a forgery to it. Truncating would make every table's files anew: with two hundred tables that costs more than the test.
    """
    for head in Path(settings.YITANG_WITNESS).glob("*"):
        head.unlink()
    with connections["owner"].cursor() as cursor:
        cursor.execute(TABLES)
        names = [name for (name,) in cursor.fetchall() if name.split(".")[1] not in KEPT]
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names))  # noqa: S608 - names of our own tables
        full = {name for (name,) in cursor.fetchall()}
        cursor.execute(POINTS)
        points = [(source if "." in source else f"public.{source}", target if "." in target else f"public.{target}") for source, target in cursor.fetchall()]
        left = set(full)
        while left:
            # Two that point at each other are emptied by one statement.
            free = {one for one in left if not any(target == one and source in left for source, target in points)} or left
            if free is left:
                cursor.execute(f"TRUNCATE {', '.join(sorted(left))} CASCADE")
            else:
                for one in sorted(free):
                    cursor.execute(f"DELETE FROM {one}")
            left = left - free
        for one in sorted(full):
            cursor.execute(SERIAL, [one, one, one])
            for sequence, _ in cursor.fetchall():
                cursor.execute(f"SELECT setval('{sequence}', 1, false)")


TABLES = """
SELECT schemaname || '.' || quote_ident(tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'jobs') ORDER BY 1
"""
POINTS = "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND conrelid <> confrelid"
SERIAL = """
SELECT pg_get_serial_sequence(%s, attname), attname FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND pg_get_serial_sequence(%s, attname) IS NOT NULL
"""


def keep_city() -> None:
    """The owner keeps a copy of every table that the city has filled: the next test gets it back instead of building it again."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE SCHEMA kept")
        cursor.execute(TABLES)
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {name})")
            if name.split(".")[1] not in KEPT and cursor.fetchone() == (True,):
                cursor.execute(f"CREATE TABLE kept.{name.replace('.', '__')} AS TABLE {name}")


def give_city_back() -> bool:
    """Fill the tables from the copy, what is pointed at before what points. Returns: whether there is a copy."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'kept'")
        wanted = {name.replace("__", ".", 1) for (name,) in cursor.fetchall()}
        cursor.execute(POINTS)
        full = [tuple(side if "." in side else f"public.{side}" for side in pair) for pair in cursor.fetchall()]
        left = set(wanted)
        while left:
            ready = {one for one in left if not any(source == one and target in left for source, target in full)}
            for one in sorted(ready):
                cursor.execute(f"INSERT INTO {one} OVERRIDING SYSTEM VALUE SELECT * FROM kept.{one.replace('.', '__')}")
                cursor.execute(SERIAL, [one, one, one])
                for sequence, column in cursor.fetchall():
                    cursor.execute(f"SELECT setval('{sequence}', (SELECT max({column}) FROM {one}))")
            left -= ready
        return bool(wanted)


@lru_cache(maxsize=4)
def hashed_once(password: str) -> str:
    """The real hash of a password, kept for the run."""
    from yitang.platform.keys.public import hash_password

    return hash_password(password)


@pytest.fixture
def city(committed_db: None) -> dict[str, Any]:
    """The demo city, really committed, at ten o'clock on a Tuesday; sign-ins by name."""
    import json
    from datetime import UTC, datetime

    from yitang.config.demo import city as demo
    from yitang.platform.database.public import row, set_clock
    from yitang.platform.identity import sign_in

    again = give_city_back()
    # The city was there before the day of the test: what it knows is older than what the test does, also when it comes from the copy.
    set_clock(datetime(2026, 11, 24, 1, 50, tzinfo=UTC), 1.0)
    # One password for all the demo's staff, hashed once in a run: fifty honest hashes would cost a second in each test.
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(demo.secrets, "token_urlsafe", lambda *_: "a long demo password")
        patched.setattr(sign_in, "hash_password", hashed_once)
        demo.load()
    if not again:
        keep_city()
    set_clock(datetime(2026, 11, 24, 2, 0, tzinfo=UTC), 1.0)
    accounts = json.loads(demo.accounts_file().read_text(encoding="utf-8"))
    place = row(
        "SELECT h.id AS hall, h.office_id AS office FROM offices_hall h JOIN offices_office o ON o.id = h.office_id WHERE o.kind = 'city' AND h.number = 1"
    )
    return {"accounts": accounts, "cast": demo.cast(), **(place or {})}
