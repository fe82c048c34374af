"""Jobs: in the act or not at all, done once in effect, whoever is killed."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, row, rows
from yitang.platform.jobs import operations
from yitang.platform.jobs.domain import Entry, pause_s, plain
from yitang.platform.jobs.public import ArgumentsNotPlain, enqueue, entries, failed, repeated, waiting
from yitang.platform.policy.public import forget, load_defaults, value

ROOT = Path(__file__).resolve().parents[5]
WHO = Viewer.system()


class No(Refusal):
    """No."""


@pytest.fixture
def house(committed_db: None) -> None:
    """Policy is loaded, everything commits."""
    load_defaults()
    for name, seconds in (("jobs.poll_s", "0.05"), ("jobs.beat_s", "0.2"), ("jobs.dead_after_s", "1")):
        execute("UPDATE policy_value SET value = %s::jsonb WHERE name = %s", [seconds, name])
    forget()


def ask(key: str = "", name: str = "test:work", **args: Any) -> bool:
    with act(WHO, "test.ask") as this:
        return enqueue(this, name, args, key)


def status() -> list[str]:
    return [one["status"] for one in rows("SELECT status::text FROM procrastinate_jobs ORDER BY id")]


def test_a_job_goes_with_its_act_or_not_at_all(house: None) -> None:
    with pytest.raises(No), act(WHO, "test.ask") as this:
        assert enqueue(this, "test:work", {}, "x")
        raise No
    assert (waiting(), rows("SELECT 1 FROM jobs_job")) == (0, [])
    assert ask("x")
    assert (waiting(), len(rows("SELECT 1 FROM jobs_job"))) == (1, 1)


def test_a_key_counts_once_at_once_and_for_each_entry(house: None) -> None:
    barrier, found = threading.Barrier(6), []

    def run() -> None:
        try:
            barrier.wait()
            found.append(ask("x"))
        finally:
            connection.close()

    together(run, 6)
    assert sorted(found) == [False] * 5 + [True]
    assert ask("x", "test:other")
    assert ask()
    assert ask()
    assert waiting() == 4


def together(run: Callable[[], None], count: int) -> None:
    threads = [threading.Thread(target=run) for _ in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


@pytest.mark.parametrize("given", ["林演一", "two words", "", "x" * 81, 1.5, None, ["a"], {"a": 1}, b"x"])
def test_a_job_carries_ids_numbers_and_short_words_only(given: Any) -> None:
    with pytest.raises(ArgumentsNotPlain):
        plain({"x": given})


def test_what_a_job_may_carry() -> None:
    one = uuid4()
    assert plain({"id": one, "n": 3, "kind": "a.b:c-1"}) == {"id": str(one), "n": 3, "kind": "a.b:c-1"}


@pytest.mark.parametrize("name", ["work", "a:b:c", "A:b", "a: b", "a:b'; DROP"])
def test_a_name_that_cannot_be_one_is_refused(house: None, name: str) -> None:
    with pytest.raises(ValueError, match=name.partition("'")[0]):
        ask("x", name)


def test_pauses_double_up_to_five_minutes() -> None:
    assert [pause_s(n) for n in (0, 1, 2, 9, 1000)] == [1, 2, 4, 300, 300]


# Doing a job: the mark and the work commit together.


def key_of_one() -> str:
    found = row("SELECT key FROM jobs_job")
    assert found
    return str(found["key"])


def effect() -> None:
    execute("INSERT INTO live_topic (topic, last_n) VALUES ('jobs', 1) ON CONFLICT (topic) DO UPDATE SET last_n = live_topic.last_n + 1")


def effects() -> int:
    found = row("SELECT last_n FROM live_topic WHERE topic = 'jobs'")
    return found["last_n"] if found else 0


def test_a_job_handed_out_twice_has_one_effect_and_without_the_mark_two(house: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ask("x")
    assert operations.do(Entry(effect), key_of_one(), {})
    assert not operations.do(Entry(effect), key_of_one(), {})
    assert effects() == 1
    execute("UPDATE jobs_job SET done_at = NULL")
    monkeypatch.setattr(operations, "_mark", lambda key: True)
    operations.do(Entry(effect), key_of_one(), {})
    operations.do(Entry(effect), key_of_one(), {})
    assert effects() == 3, "guard off: each time it is handed out it has its effect"


def test_two_workers_that_both_have_it_do_it_once(house: None) -> None:
    ask("x")
    key, done, barrier = key_of_one(), [], threading.Barrier(4)

    def slow() -> None:
        time.sleep(0.1)
        effect()

    def run() -> None:
        try:
            barrier.wait()
            done.append(operations.do(Entry(slow), key, {}))
        finally:
            connection.close()

    together(run, 4)
    assert sorted(done) == [False, False, False, True]
    assert effects() == 1


def test_a_fault_leaves_neither_effect_nor_mark(house: None) -> None:
    def broken() -> None:
        effect()
        raise ZeroDivisionError

    ask("x")
    with pytest.raises(ZeroDivisionError):
        operations.do(Entry(broken), key_of_one(), {})
    assert effects() == 0
    assert operations.do(Entry(effect), key_of_one(), {})


def test_an_unknown_key_does_nothing(house: None) -> None:
    assert not operations.do(Entry(effect), "test:work:never", {})
    assert effects() == 0


# A real worker process, and what happens when it is killed.

WORKER = """
import os, sys, time, django
django.setup()
from yitang.platform.database.public import execute
from yitang.platform.jobs.public import Entry, run_worker
from yitang.kernel.errors import Refusal
folder = sys.argv[1]
def note(word):
    with open(folder + "/" + word, "a") as out:
        out.write(str(os.getpid()) + "\\n")
def effect():
    execute("INSERT INTO live_topic (topic, last_n) VALUES ('jobs', 1) ON CONFLICT (topic) DO UPDATE SET last_n = live_topic.last_n + 1")
def work(pause=0):
    effect()
    note("begun")
    while not os.path.exists(folder + "/go"):
        time.sleep(0.02)
    note("done")
def refused():
    note("refused")
    raise Refusal
def flaky():
    note("flaky")
    if sum(1 for _ in open(folder + "/flaky")) < 2:
        raise ZeroDivisionError
    effect()
run_worker({"test:work": Entry(work), "test:refused": Entry(refused), "test:flaky": Entry(flaky), "test:outside": Entry(work, whole=False)}, {})
"""


class Workers:
    """Worker processes of a test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "yitang.config.settings"}
        with (self.folder / "log").open("ab") as log:
            one = subprocess.Popen([sys.executable, "-c", WORKER, str(self.folder)], env=environment, cwd=ROOT, stdout=log, stderr=log)
        self.processes.append(one)
        return one

    def lines(self, word: str) -> list[str]:
        file = self.folder / word
        return file.read_text().split() if file.exists() else []

    def until(self, question: Callable[[], bool], seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while not question():
            assert time.monotonic() < end, (self.folder / "log").read_text()[-2000:]
            time.sleep(0.05)


@pytest.fixture
def office(house: None, tmp_path: Path) -> Iterator[Workers]:
    """Nothing runs yet; what is started ends with the test."""
    found = Workers(tmp_path)
    yield found
    for one in found.processes:
        one.kill()
        one.wait(10)


@pytest.mark.parametrize("name", ["test:work", "test:outside"])
def test_a_worker_killed_in_the_middle_of_a_job_and_another_one_does_it(office: Workers, name: str) -> None:
    ask("x", name)
    first = office.start()
    office.until(lambda: len(office.lines("begun")) == 1)
    first.send_signal(signal.SIGKILL)
    first.wait(10)
    second = office.start()
    office.until(lambda: len(office.lines("begun")) == 2)
    assert set(office.lines("begun")) == {str(first.pid), str(second.pid)}, "the sweeper gave it to the second"
    (office.folder / "go").touch()
    office.until(lambda: waiting() == 0)
    assert office.lines("done") == [str(second.pid)]
    assert status() == []
    # Whole: what the killed worker had written went with it. Not whole: it says of itself that it bears to be called twice.
    assert effects() == (1 if name == "test:work" else 2)
    found = row("SELECT done_at FROM jobs_job")
    assert found
    assert found["done_at"]


def test_killed_after_the_work_but_before_the_queue_knew(office: Workers) -> None:
    ask("x")
    worker = row("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", [clock.real_now() - timedelta(minutes=5)])
    assert worker
    execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker["id"]])
    operations.do(Entry(effect), key_of_one(), {})
    (office.folder / "go").touch()
    office.start()
    office.until(lambda: waiting() == 0)
    assert effects() == 1
    assert office.lines("begun") == []


def test_a_refusal_is_an_answer_and_a_fault_is_tried_again(office: Workers) -> None:
    ask("a", "test:refused")
    ask("b", "test:flaky")
    ask("c", "test:nobody")
    office.start()
    office.until(lambda: waiting() == 0)
    assert sorted((one.name, one.key) for one in failed()) == [("test:nobody", "test:nobody:c"), ("test:refused", "test:refused:a")]
    assert len(office.lines("refused")) == 1
    assert len(office.lines("flaky")) == 2
    assert effects() == 1


def test_a_worker_told_to_stop_finishes_what_it_has(office: Workers) -> None:
    ask("x")
    one = office.start()
    office.until(lambda: len(office.lines("begun")) == 1)
    one.terminate()
    time.sleep(0.3)
    (office.folder / "go").touch()
    assert one.wait(10) == 0
    assert (waiting(), effects(), status()) == (0, 1, [])


def test_only_what_a_silent_worker_had_is_given_back_and_not_for_ever(house: None) -> None:
    for n in range(3):
        ask(str(n))
    ids = [one["id"] for one in rows("SELECT id FROM procrastinate_jobs ORDER BY id")]
    alive = row("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", [clock.real_now()])
    dead = row("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", [clock.real_now() - timedelta(seconds=30)])
    assert alive
    assert dead
    for job, worker, attempts in ((ids[0], alive["id"], 0), (ids[1], dead["id"], 0), (ids[2], dead["id"], value("jobs.tries") - 1)):
        execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s WHERE id = %s", [worker, attempts, job])
    assert operations.give_back(10) == 2
    assert status() == ["doing", "todo", "failed"]
    assert operations.give_back(10) == 0
    assert [one.tries for one in failed()] == [value("jobs.tries")]


def test_keys_of_what_was_done_are_forgotten_after_a_month(house: None) -> None:
    ask("x")
    ask("y")
    execute("UPDATE jobs_job SET done_at = %s WHERE key LIKE '%%:x'", [clock.real_now() - timedelta(days=value("jobs.kept_days") + 1)])
    assert operations.sweep() == 1
    assert key_of_one() == "test:work:y"


# The queue's schema, and the names that the house uses.


def test_triggers_stand_in_the_schema_of_jobs_only_and_none_sends_notices_in_an_act(db: None) -> None:
    found = rows(
        "SELECT n.nspname AS schema, t.tgname AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE NOT t.tgisinternal"
    )
    assert {one["schema"] for one in found} == {"jobs"}
    assert not [one["name"] for one in found if "job_inserted" in one["name"]]
    assert rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'procrastinate%%'") == []
    assert len(rows("SELECT tablename FROM pg_tables WHERE schemaname = 'jobs'")) == 4


def test_another_schema_of_the_library_asks_for_a_migration_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    migration = import_module("yitang.platform.jobs.migrations.0002_queue")
    assert migration.schema()
    monkeypatch.setattr(migration.SchemaManager, "get_schema", lambda: "CREATE TABLE something_else ()")
    with pytest.raises(RuntimeError, match="another schema"):
        migration.schema()


def test_each_job_that_the_house_asks_for_is_there() -> None:
    asked = {
        name
        for path in (ROOT / "src" / "yitang").rglob("*.py")
        if "/tests/" not in str(path)
        for name in re.findall(r"enqueue\(\s*this,\s*\"([a-z_:]+)\"", path.read_text(encoding="utf-8"))
    }
    assert asked <= set(entries())
    assert all(every.seconds >= 0.5 for every in repeated().values())
