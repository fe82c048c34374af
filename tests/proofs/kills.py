"""Kills: processes of a running office end at random moments, as by a power cut; what was answered is there, nothing is doubled.

``make prove ID=kills``, or ``python -m tests.proofs.kills --count 200`` with ``PYTHONPATH=src:.``. Kiosks, as paired devices, take numbers
all the time, and clerks with two factors call and finish them. Each keeps a journal of what it was told. A request goes on with its key
until it is answered, so the database must hold exactly the journal's numbers and calls. After each kill the time is measured until what
the killed process does is done again: the next answered number, a stream that opens, a row of before that is sealed, a notice that is sent.
"""

import argparse
import contextlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from tests.ports import free_pair

ROOT = Path(__file__).resolve().parents[2]
PORT = free_pair()
BACK_S = 5.0
MORNING = time_of_day(9)
CLERKS = 4
KINDS = ("web", "push", "sealer", "worker", "database")


@dataclass
class Journal:
    """What kiosks and clerks were told, and when numbers were given."""

    told: dict[str, str] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)
    answered: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)
    stop: threading.Event = field(default_factory=threading.Event)


def start(var: Path) -> subprocess.Popen[bytes]:
    """The whole office by its own command, without the living demo."""
    environment = {**os.environ, "YITANG_VAR": str(var), "YITANG_PORT": str(PORT), "YITANG_DEMO": "0", "PYTHONPATH": str(ROOT / "src")}
    log = (var / "office.log").open("ab")
    office = subprocess.Popen([sys.executable, "-m", "yitang", "run"], env=environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=2)
            connection.request("GET", "/", headers={"Host": "localhost"})
            if connection.getresponse().status == 200:
                return office
        time.sleep(0.2)
    raise SystemExit(f"the office did not start: {(var / 'office.log').read_text()[-800:]}")


def processes(office: int) -> dict[str, list[int]]:
    """The office's processes by kind; of the pages both the server and its workers."""
    children: dict[int, list[int]] = {}
    words: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
                words[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")

    def below(pid: int) -> list[int]:
        return [pid, *[deeper for child in children.get(pid, ()) for deeper in below(child)]]

    found: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for child in children.get(office, ()):
        said = words.get(child, "")
        kind = next(
            (k for k, mark in (("web", "config.wsgi"), ("push", "config.push"), ("sealer", "config.sealer"), ("worker", "config.worker")) if mark in said), ""
        )
        if kind:
            found[kind] += below(child)
    return found


def postmaster(var: Path) -> int:
    """The database server's process."""
    from yitang.platform.database import launcher

    return launcher.server_pid(var)


def until_answered(client: Any, path: str, body: bytes, journal: Journal, expected: tuple[str, ...] = ()) -> tuple[str, dict[str, Any]]:
    """One write, sent again with its key until it is answered. Returns: the key, and the answer; nothing for an expected refusal."""
    from yitang.config.demo.client import ApiRefused

    fixed = {"Host": "localhost", "Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
    for _ in range(400):
        try:
            found: dict[str, Any] = client._once("POST", path, body, fixed)
        except ApiRefused as refusal:
            if 400 <= refusal.status < 500:
                if not any(code in str(refusal) for code in expected):
                    journal.faults.append(str(refusal))
                return fixed["Idempotency-Key"], {}
        except (http.client.HTTPException, OSError, ValueError):
            client._connection.close()
        else:
            return fixed["Idempotency-Key"], found
        time.sleep(0.05)
    journal.faults.append("a request was never answered")
    return fixed["Idempotency-Key"], {}


def take_numbers(client: Any, hall: UUID, journal: Journal) -> None:
    """A kiosk: one number after the other."""
    body = json.dumps({"hall": str(hall), "businesses": ["DRV-RENEW"]}).encode()
    while not journal.stop.is_set():
        key, ticket = until_answered(client, "/api/v1/tickets", body, journal)
        if ticket:
            with journal.guard:
                journal.told[key] = ticket["id"]
                journal.answered.append(time.monotonic())
        time.sleep(0.02)


def serve(client: Any, window: UUID, journal: Journal) -> None:
    """A clerk: calls, finishes, calls the next."""
    while not journal.stop.is_set():
        key, call = until_answered(client, f"/api/v1/windows/{window}/call", b"", journal, ("nobody_waits", "ticket_moved_on"))
        if call:
            with journal.guard:
                journal.called[key] = call["id"]
            until_answered(client, f"/api/v1/windows/{window}/finish", b"", journal)
        time.sleep(0.02)


def steady(ask: Callable[[], Any]) -> Any:
    """What is asked, or nothing from a server that is not there, or was another one when last asked."""
    from django.db import connection
    from django.db.utils import Error

    try:
        return ask()
    except (OSError, http.client.HTTPException, Error):
        connection.close()
        return None


def newest_row() -> Any:
    """The newest row of the log."""
    from yitang.platform.database.public import row

    return (row("SELECT id FROM audit_row ORDER BY real_at DESC LIMIT 1") or {}).get("id")


def notice() -> bool:
    """Work for the worker: a message that is to be sent."""
    from yitang.kernel.viewer import Viewer
    from yitang.platform.audit.public import act
    from yitang.platform.notices.public import send

    with act(Viewer.system(), "test.send") as this:
        send(this, None, "10000090001", "number_called", {"label": "A001", "window": 1, "minutes": 3}, str(uuid4()))
    return True


def stream_opens(office: int, before: list[int]) -> bool:
    """Whether another process than before answers who wants to listen."""
    there = http.client.HTTPConnection("127.0.0.1", PORT + 1, timeout=2)
    try:
        there.request("GET", "/live/stream", headers={"Host": "localhost"})
        return there.getresponse().status == 401 and any(pid not in before for pid in processes(office)["push"])
    finally:
        there.close()


def back_after(kind: str, pids: list[int], office: int, journal: Journal) -> float:
    """Seconds until what a process of this kind does is done again after its end; 30 when it was not."""
    from yitang.platform.database.public import row

    at = time.monotonic()

    def within(ask: Callable[[], Any]) -> Any:
        while not (found := steady(ask)) and time.monotonic() - at < 30:
            time.sleep(0.02)
        return found

    if kind == "push":
        within(lambda: stream_opens(office, pids))
    elif kind == "sealer":
        last = within(newest_row)
        within(lambda: row("SELECT 1 FROM audit_leaf WHERE row_id = %s", [last]))
    elif kind == "worker":
        within(notice)
        within(lambda: row("SELECT 1 AS none WHERE NOT EXISTS (SELECT FROM notices_notice WHERE state = 'queued')"))
    else:
        within(lambda: any(t > at + 0.01 for t in journal.answered[-8:]))
    return time.monotonic() - at


def main() -> int:
    """Kill, wait, compare. Returns: exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--careless", action="store_true", help="commits do not wait for the disk, and the database alone is killed: must be found")
    parser.add_argument("--json", type=Path, help="a file for the figures")
    said = parser.parse_args()
    chance = random.Random(said.seed)
    with tempfile.TemporaryDirectory(prefix="yitang-kills-") as folder:
        var = Path(folder)
        var.chmod(0o755)
        office = start(var)
        try:
            found = trial(office, var, chance, said.count, said.seed, said.careless)
            if said.json:
                said.json.write_text(json.dumps(found), encoding="utf-8")
            return 0 if found["good"] else 1
        finally:
            office.send_signal(signal.SIGTERM)
            office.wait(30)


def clerks(hall: UUID) -> list[tuple[Any, UUID]]:
    """Clerks who have signed in with two factors, each at an open window."""
    from yitang.config.demo.client import Client
    from yitang.config.demo.replay import password_of
    from yitang.kernel import clock
    from yitang.platform.identity.public import code_for
    from yitang.registers.offices.public import windows

    found = []
    for n, window in enumerate(windows(hall, clock.today())[:CLERKS], start=1):
        client, login = Client(PORT), f"c{n:02d}"
        said = {"login": login, "password": password_of(login), "code": code_for(login), "window": str(window.id), "take_over": True}
        client.call("POST", "/api/v1/sessions/staff", said)
        client.call("POST", f"/api/v1/windows/{window.id}/opening")
        found.append((client, window.id))
    return found


def make_careless() -> None:
    """The guard taken away: what was answered is not on the disk yet."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT current_database()")
        name = cursor.fetchone()[0]
        cursor.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")


def trial(office: subprocess.Popen[bytes], var: Path, chance: random.Random, count: int, seed: int, careless: bool = False) -> dict[str, Any]:
    """The kills and what is held against them. Returns: the figures."""
    os.environ |= {"YITANG_VAR": str(var), "YITANG_PORT": str(PORT)}
    from yitang.config.cli.commands import connect

    connect()
    from yitang.config.demo.replay import Replay
    from yitang.kernel import clock
    from yitang.platform.audit.public import verify_installation
    from yitang.platform.database.public import row, rows, set_clock
    from yitang.registers.offices.public import next_opening

    replay = Replay(date(1999, 2, 8), PORT, 1.0)
    found = row("SELECT id FROM offices_hall WHERE number = 1 AND office_id = (SELECT id FROM offices_office WHERE kind = 'city')")
    assert found
    replay.hall = found["id"]
    # However late it is: the next day's morning is long enough for all kills.
    following = next_opening(replay.hall, clock.today())
    assert following
    set_clock(datetime.combine(following[0], MORNING, clock.LOCAL).astimezone(UTC), 1.0)
    kiosks, _ = replay._devices([])
    journal = Journal()
    if careless:
        make_careless()
    threads = [threading.Thread(target=take_numbers, args=(kiosk, replay.hall, journal), daemon=True) for kiosk in kiosks]
    threads += [threading.Thread(target=serve, args=(*clerk, journal), daemon=True) for clerk in clerks(replay.hall)]
    for thread in threads:
        thread.start()
    killed: dict[str, int] = dict.fromkeys(KINDS, 0)
    slowest: dict[str, float] = dict.fromkeys(KINDS, 0.0)
    for _ in range(count):
        time.sleep(chance.uniform(0.1, 0.8))
        kind = "database" if careless else chance.choice(KINDS)
        pids = [postmaster(var)] if kind == "database" else processes(office.pid)[kind]
        if not pids or not pids[0]:
            continue
        victim = chance.choice(pids)
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        killed[kind] += 1
        slowest[kind] = max(slowest[kind], back_after(kind, pids, office.pid, journal))
    time.sleep(2)
    journal.stop.set()
    for thread in threads:
        thread.join(30)
    from django.db import connection

    connection.close()
    tickets = {str(r["id"]) for r in rows("SELECT id FROM queue_ticket")}
    told = list(journal.told.values())
    doubled = rows("SELECT hall_id, day, letter, number FROM queue_ticket GROUP BY 1, 2, 3, 4 HAVING count(*) > 1")
    lost = set(told) - tickets
    unasked = tickets - set(told)
    calls, heard = [str(r["id"]) for r in rows("SELECT ticket_id AS id FROM queue_call WHERE kind = 'call'")], list(journal.called.values())
    twice = len(calls) - len(set(calls)) + len(heard) - len(set(heard))
    until = time.monotonic() + 30
    while (report := verify_installation()).unsealed and time.monotonic() < until:
        time.sleep(0.5)
    lines = [
        f"seed {seed}; kills {sum(killed.values())}: {killed}",
        f"answered {len(told)}, in the database {len(tickets)}, lost {len(lost)}, doubled {len(doubled)}, "
        f"two answers with one number {len(told) - len(set(told))}",
        f"never answered and yet there {len(unasked)}",
        f"calls answered {len(heard)}, in the database {len(calls)}, lost or never answered {len(set(heard) ^ set(calls))}, of one person twice {twice}",
        "back after at most " + ", ".join(f"{kind} {s:.1f} s" for kind, s in slowest.items()),
        f"log: {report.rows} rows sealed, {'nothing was changed' if report.good else report.findings[:3]}",
        *[f"fault: {fault}" for fault in journal.faults[:5]],
    ]
    print("\n".join(lines))
    exact = not lost and not doubled and not unasked and len(told) == len(set(told)) and set(heard) == set(calls) and not twice and bool(heard)
    good = exact and max(slowest.values()) <= BACK_S and report.good and not journal.faults
    print("ok" if good else "NOT ok")
    return {
        "good": good, "kills": sum(killed.values()), "answered": len(told), "back_s": max(slowest.values()), "unasked": len(unasked),
        "lost": len(lost) + len(set(heard) ^ set(calls)), "doubled": len(doubled) + twice + len(told) - len(set(told)),
        "faults": len(journal.faults), "log": len(report.findings),
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
