"""An office of the bench's own below ``var/bench``: its server with normal, durable settings, its processes as ``yitang run`` starts them.

A database with the demo city is made once for a run and copied for each bench.
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "bench"
PORT = int(os.environ.get("YITANG_BENCH_PORT") or 8560)
BASE = "yitang_bench_base"
APPLICATION = "yitang.config.wsgi:application"
MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # ten o'clock on a Tuesday
GRACE_S = 10


def enter(database: str) -> None:
    """Make this process one of the bench's office: environment, settings, this database for both roles, no pool."""
    from yitang.config.supervisor import environment

    FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("KEYS", "FILES", "WITNESS"):
        os.environ.pop(f"YITANG_{name}", None)
    os.environ.update(environment(FOLDER))
    os.environ |= {"YITANG_DATABASE_NAME": database, "YITANG_POOL": "0", "YITANG_PORT": str(PORT)}
    os.environ["YITANG_WITNESS"] = str(FOLDER / "witness" / database)
    import django

    django.setup()
    from django.conf import settings

    for name in ("KEYS", "FILES", "WITNESS"):
        Path(getattr(settings, f"YITANG_{name}")).mkdir(mode=0o700, parents=True, exist_ok=True)


def on_server(*statements: str) -> None:
    """Statements of the owner beside the databases of the bench, which a transaction cannot hold."""
    import psycopg

    with psycopg.connect(os.environ["YITANG_OWNER_URL"], autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def as_owner(*statements: str) -> None:
    """Statements of the owner in the database of the bench: preparing a history, or taking a guard away."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def build() -> None:
    """The base: migrated, granted, with the demo city, from the code as it is now."""
    from django.db import connections

    from yitang.config.serving import gather_static
    from yitang.config.supervisor import prepare
    from yitang.platform.database.public import set_clock
    from yitang.platform.policy.public import forget

    enter(BASE)
    on_server(f"DROP DATABASE IF EXISTS {BASE} WITH (FORCE)", f"CREATE DATABASE {BASE} TEMPLATE template0 ENCODING 'UTF8'")
    prepare(demo=False)
    forget()
    set_clock(MORNING, 1.0)
    prepare(demo=True)
    gather_static(FOLDER)
    for alias in connections:
        connections[alias].close()


def copy(database: str) -> None:
    """A fresh copy of the base, and an empty witness for it."""
    on_server(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)", f"CREATE DATABASE {database} TEMPLATE {BASE}")
    from django.conf import settings

    from yitang.platform.database.grants import grant

    for old in Path(settings.YITANG_WITNESS).glob("*"):
        old.unlink()
    kept = FOLDER / "witness" / BASE
    for head in kept.glob("*"):
        (Path(settings.YITANG_WITNESS) / head.name).write_bytes(head.read_bytes())
    from django.db import connections

    grant(connections["default"].settings_dict["USER"])


@dataclass(slots=True)
class Office:
    """A running office: its processes and the people and devices that the bench sends there."""

    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def workers(self) -> list[int]:
        """Process ids of the server's workers."""
        from tools.bench.crowd import children

        return children(self.processes["web"].pid)

    def clerks(self, count: int, open_windows: bool = True) -> list[tuple[Any, UUID]]:
        """Clerks with a window each in the city's first hall, signed in over HTTP with two factors; their windows are open."""
        from yitang.config.demo import city
        from yitang.config.demo.client import Client
        from yitang.kernel import clock
        from yitang.platform.identity.public import code_for
        from yitang.registers.offices.public import windows

        kept = json.loads(city.accounts_file().read_text(encoding="utf-8"))
        found = []
        for n, window in enumerate(windows(self.hall(), clock.today())[:count], start=1):
            client, login = Client(PORT), f"c{n:02d}"
            said = {"login": login, "password": kept[login]["password"], "code": code_for(login), "window": str(window.id), "take_over": True}
            client.call("POST", "/api/v1/sessions/staff", said)
            if open_windows:
                client.call("POST", f"/api/v1/windows/{window.id}/opening")
            found.append((client, window.id))
        return found

    def kiosks(self, count: int) -> list[Any]:
        """Kiosks of the hall."""
        return self.devices("kiosk", count, self.hall())

    @staticmethod
    def devices(kind: str, count: int, hall: UUID) -> list[Any]:
        """Devices of the hall, each with a key of its own, let in by the head of the office."""
        from yitang.config.demo import city
        from yitang.config.demo.client import Client
        from yitang.platform.identity.public import approve_pairing, code_for, sign_in, viewer_of

        kept = json.loads(city.accounts_file().read_text(encoding="utf-8"))
        chief = viewer_of(sign_in("chief", kept["chief"]["password"], code_for("chief"), "127.0.0.1"))
        assert chief is not None
        assert chief.office_id is not None
        found = []
        for n in range(count):
            device = Client(PORT)
            pairing, code = device.begin_pairing(kind)
            approve_pairing(chief, code, f"{kind} {n + 1}", chief.office_id, hall)
            device.finish_pairing(pairing)
            found.append(device)
        return found

    @staticmethod
    def hall() -> UUID:
        """The city's first hall."""
        from yitang.platform.database.public import row

        found = row("SELECT h.id FROM offices_hall h JOIN offices_office o ON o.id = h.office_id WHERE o.kind = 'city' AND h.number = 1")
        assert found is not None
        hall: UUID = found["id"]
        return hall


@contextmanager
def running(sabotage: str = "") -> Iterator[Office]:
    """The office's processes, from now until the end of the block. ``sabotage``: whose guards the server's start module takes away."""
    from yitang.config.serving import commands
    from yitang.config.supervisor import _die_with_parent

    office = Office()
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "YITANG_POOL": "12", "YITANG_BENCH_SABOTAGE": sabotage}
    try:
        for name, command in commands(PORT, FOLDER / "static").items():
            real = [("tools.bench.sabotaged:application" if sabotage and part == APPLICATION else part) for part in command]
            with (FOLDER / f"{name}.log").open("ab") as log:
                office.processes[name] = subprocess.Popen(
                    real, env=environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True, preexec_fn=_die_with_parent
                )
        _until_answers(office)
        yield office
    finally:
        stop(office)


def _until_answers(office: Office) -> None:
    until = time.monotonic() + 60
    address = urllib.request.Request(f"http://127.0.0.1:{PORT}/", headers={"Host": "localhost"})
    while time.monotonic() < until:
        ended = [name for name, process in office.processes.items() if process.poll() is not None]
        if ended:
            raise RuntimeError(f"ended at once, see var/bench/*.log: {', '.join(ended)}")
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the office did not open, see var/bench/*.log")


def stop(office: Office) -> None:
    """End the processes that were started here."""
    for process in office.processes.values():
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
    for process in office.processes.values():
        try:
            process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def child(*arguments: str) -> int:
    """Run a module of the bench in a process of its own. Returns: its exit status."""
    return subprocess.run([sys.executable, "-m", "tools.bench", *arguments], cwd=ROOT, check=False).returncode
