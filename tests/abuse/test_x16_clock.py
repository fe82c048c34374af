"""X16, the clock is moved, to hold a thing longer, to use a code again, to date a head back.

Control: numbers follow their counter and not the time; codes and sessions run on real time; a used step is stored; the sealer
goes only forward and stops when the clock is behind its newest head. Numbers over jumps and midnight: ``tests/trials/test_odd_days.py``.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit import sealing
from yitang.platform.audit.public import ClockBehind, FolderWitness, act, run_sealer, seal_once, verify_installation
from yitang.platform.database.public import execute, row, rows, set_clock
from yitang.platform.identity import sessions
from yitang.platform.identity.public import CodeWrong, SignInFailed, anonymous, code_for, confirm_code, make_code, sign_in, viewer_of
from yitang.platform.policy.public import load_defaults
from yitang.processes.queue import snapshot
from yitang.processes.queue.public import issue_ticket
from yitang.processes.queue.tests.test_queue import RENEW, kiosk

JUMPS = [timedelta(hours=-1), timedelta(hours=1), timedelta(days=-1), timedelta(days=1), timedelta(hours=14, seconds=1)]


@contextmanager
def real_time(at: datetime) -> Iterator[None]:
    """The host's clock as somebody has set it."""
    with clock.fixed(at):
        yield


def jump(by: timedelta) -> None:
    """The shared clock of all processes is set."""
    set_clock(clock.now() + by, 1.0)
    snapshot.forget()


@contextmanager
def constraint_gone(table: str, name: str) -> Iterator[None]:
    """Without a constraint, whose rows are taken away before it comes back."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name])
        said = cursor.fetchone()[0]
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    try:
        yield
    finally:
        connection.close()
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {said}")


@pytest.mark.parametrize("by", JUMPS, ids=str)
def test_a_code_of_a_phone_lives_by_real_time_wherever_the_shared_clock_stands(city: dict[str, Any], by: timedelta) -> None:
    who = row("SELECT id FROM people_person LIMIT 1")
    assert who
    _, phone = anonymous()
    code = make_code(phone, "sign_in", who["id"])
    execute("UPDATE identity_code SET created_at = created_at - interval '301 seconds', expires_at = expires_at - interval '301 seconds'")
    jump(by)
    with pytest.raises(CodeWrong):
        confirm_code(phone, "sign_in", code)
    again = make_code(phone, "sign_in", who["id"])
    jump(-by)
    assert confirm_code(phone, "sign_in", again)[1] == who["id"]
    with pytest.raises(CodeWrong):
        confirm_code(phone, "sign_in", again)


def test_a_session_that_ran_on_the_shared_clock_would_live_again_when_that_goes_back(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    token, _ = anonymous()
    execute("UPDATE identity_session SET created_at = %s, seen_at = %s", [clock.now(), clock.now()])
    with monkeypatch.context() as guard_off:
        guard_off.setattr(sessions.clock, "real_now", clock.now)
        jump(timedelta(days=1))
        jump(-timedelta(days=1))
        assert viewer_of(token), "guard off: a day over, and by setting the clock back it is as new"
    execute("UPDATE identity_session SET created_at = %s, seen_at = %s", [clock.real_now() - timedelta(days=1)] * 2)
    jump(-timedelta(days=1))
    assert viewer_of(token) is None


def test_a_one_time_code_that_was_used_is_used_also_when_its_moment_comes_again(city: dict[str, Any]) -> None:
    said = ("c03", city["accounts"]["c03"]["password"], code_for("c03"), "10.0.0.1")
    moment = clock.real_now()
    with real_time(moment):
        sign_in(*said)
        execute("UPDATE identity_account SET totp_step = 0 WHERE login = 'c03'")
        assert sign_in(*said), "guard off: with the stored step forgotten the code opens twice"
    before = rows("SELECT id FROM identity_session ORDER BY id")
    for by in (timedelta(), timedelta(hours=-1), timedelta(hours=1), timedelta(days=-1)):
        with real_time(moment + by), pytest.raises(SignInFailed):
            sign_in(*said)
    with real_time(moment), pytest.raises(SignInFailed):
        sign_in(*said)
    assert rows("SELECT id FROM identity_session ORDER BY id") == before


def taken(city: dict[str, Any]) -> list[str]:
    """Labels of numbers taken while the clock goes here and there within the day's opening hours."""
    found = []
    for by in (timedelta(), timedelta(hours=1), timedelta(hours=-2), timedelta(hours=1), timedelta(days=1), timedelta(days=-1)):
        jump(by)
        found.append(issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk").label)
    return found


def test_no_number_twice_and_a_counter_that_followed_the_clock_would_give_one(city: dict[str, Any]) -> None:
    assert taken(city) == ["A001", "A002", "A003", "A004", "A001", "A005"]
    assert row("SELECT count(*) AS n, count(DISTINCT (day, number)) AS one FROM queue_ticket") == {"n": 6, "one": 6}
    execute("UPDATE queue_counter SET last = 0")
    with pytest.raises(IntegrityError, match="ticket_number_is_unique_in_hall_and_day"):
        issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    assert row("SELECT count(*) AS n FROM queue_ticket") == {"n": 6}
    with constraint_gone("queue_ticket", "ticket_number_is_unique_in_hall_and_day"):
        assert issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk").label == "A001", "guard off: the number is given a second time"


def stop_when_said(stop: threading.Event, caplog: pytest.LogCaptureFixture) -> None:
    """Stop the sealer some rounds after it has said something: it must not say it again."""
    until = time.monotonic() + 10
    while not caplog.records and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.2)
    stop.set()


def test_the_sealer_seals_nothing_with_a_clock_that_is_behind_and_says_so_once(
    committed_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    load_defaults()
    witness, now = FolderWitness(tmp_path), clock.real_now()
    with real_time(now):
        write()
        seal_once(witness)
    for by, sealed in ((timedelta(seconds=-29), 1), (timedelta(seconds=29), 1)):
        with real_time(now + by):
            write()
            assert seal_once(witness) == sealed, "clocks differ a little by themselves"
    times = [one["at"] for one in rows("SELECT at FROM audit_head ORDER BY size")]
    assert times == sorted(times), "head times never go back"
    for by in (timedelta(hours=-1), timedelta(days=-1)):
        with real_time(now + by):
            write()
            with pytest.raises(ClockBehind):
                seal_once(witness)
    assert row("SELECT count(*) AS n FROM audit_leaf") == {"n": 3}
    stop = threading.Event()
    monkeypatch.setattr(sealing, "EVERY_S", 0.02)
    with real_time(now - timedelta(hours=1)), caplog.at_level(logging.ERROR):
        threading.Thread(target=stop_when_said, args=(stop, caplog)).start()
        run_sealer(stop, witness)
    assert [one.getMessage().startswith("sealer: the clock is 36") for one in caplog.records] == [True]
    with real_time(now - timedelta(hours=1)), monkeypatch.context() as guard_off:
        guard_off.setattr(sealing, "BEHIND", timedelta.max)
        assert seal_once(witness) == 2, "guard off: what was done an hour ago by the clock is sealed under a time that is not its own"
    assert verify_installation(witness).good


def write() -> None:
    """One act."""
    with act(Viewer.system(), "test.act") as this:
        this.on("thing", 1)
