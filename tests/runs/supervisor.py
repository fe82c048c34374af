"""One command runs it all, and it stops what it started and nothing else, whatever died before. Run by ``make prove``: a start takes seconds."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.runs.office import PORT, Copy, alive, answers, free, slowness
from yitang.platform.database import launcher

READY_S = 5.0
STOP_S = 12.0
Start = Callable[[], Copy]


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An installation that was run once and stopped by Ctrl-C."""
    found = tmp_path_factory.mktemp("run") / "var"
    first = Copy(found)
    try:
        first.until_ready()
        assert first.press_ctrl_c() == 0
        yield found
    finally:
        first.end()
        given = os.environ.pop("DATABASE_URL", None)
        launcher.stop(found)
        launcher.forget(found)
        if given:
            os.environ["DATABASE_URL"] = given


@pytest.fixture
def start(var: Path) -> Iterator[Start]:
    """Start it again and wait until it runs; what still runs after the test is stopped."""
    copies: list[Copy] = []

    def ready() -> Copy:
        copies.append(Copy(var))
        copies[-1].until_ready()
        return copies[-1]

    yield ready
    for copy in copies:
        copy.end()


def kill_database(var: Path) -> None:
    """End the server's first process as a crash would."""
    pid = launcher.server_pid(var)
    assert pid > 1, "it does not run, and number 0 would be this very test"
    os.kill(pid, signal.SIGKILL)


def test_the_second_start_is_ready_in_under_five_seconds(var: Path) -> None:
    taken = []
    for _ in range(4):
        before = slowness()
        copy = Copy(var)
        try:
            taken.append(copy.until_ready() / max(before, slowness()))
            assert answers(PORT)
        finally:
            copy.end()
        if taken[-1] < READY_S:
            break
    assert min(taken) < READY_S, taken


def test_a_second_copy_on_the_same_data_is_one_line_and_the_first_goes_on(var: Path, start: Start) -> None:
    first = start()
    second = Copy(var, PORT + 10)
    assert second.until_over() == 1
    assert len(second.lines) == 1, second.said
    assert "another copy runs" in second.said
    assert str(var) in second.said
    second.end()
    assert answers(PORT)
    assert first.process.poll() is None


def test_ctrl_c_stops_what_it_started_and_nothing_else(var: Path, start: Start) -> None:
    launcher.ensure(var)
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        copy = start()
        started = copy.children()
        assert len(started) >= 5
        assert copy.press_ctrl_c() == 0
        assert [pid for pid in started if alive(pid)] == []
        assert free(PORT)
        assert free(PORT + 1)
        assert alive(stranger.pid)
        assert launcher.running(var), "a database that ran before runs on"
    finally:
        stranger.kill()
        stranger.wait()
        launcher.stop(var)
    copy = start()
    assert launcher.running(var)
    assert copy.press_ctrl_c() == 0
    assert not launcher.running(var), "the one that it started is stopped"


def test_ctrl_c_is_heard_while_it_starts_and_twice_is_as_good_as_once(var: Path) -> None:
    copy = Copy(var)
    try:
        copy.until(lambda: bool(copy.children()))
        for _ in range(3):
            copy.process.send_signal(signal.SIGINT)
            time.sleep(0.05)
        assert copy.until_over() == 0
        assert "Traceback" not in copy.said, copy.said
        assert copy.said.count("stopping") == 1
        assert free(PORT)
        assert free(PORT + 1)
        assert not launcher.running(var)
    finally:
        copy.end()


@pytest.mark.parametrize("after_s", [0.0, 0.3, 1.0])
def test_ctrl_c_is_heard_when_the_database_has_just_been_killed(var: Path, start: Start, after_s: float) -> None:
    copy = start()
    started = copy.children()
    kill_database(var)
    time.sleep(after_s)
    slow, begin = slowness(), time.monotonic()
    assert copy.press_ctrl_c() == 0
    took = (time.monotonic() - begin) / max(slow, slowness())
    assert took < STOP_S, copy.said[-2000:]
    assert [pid for pid in started if alive(pid)] == []
    assert not launcher.running(var)


def test_a_database_that_was_killed_is_started_again(var: Path, start: Start) -> None:
    copy = start()
    kill_database(var)
    copy.until(lambda: "数据库停了" in copy.said)
    copy.until(lambda: answers(PORT))
    assert copy.said.count("数据库停了") == 1
    assert copy.press_ctrl_c() == 0


def test_a_killed_copy_leaves_nothing_that_stands_in_the_way_of_the_next(var: Path, start: Start) -> None:
    first = start()
    started = first.children()
    stuck = first.child("yitang.config.push")
    os.kill(stuck, signal.SIGSTOP)
    first.process.kill()
    first.until_over()
    second = start()
    said = [line for line in second.lines if "was killed" in line]
    assert len(said) == 1, second.said
    assert str(first.process.pid) in said[0]
    assert answers(PORT)
    assert [pid for pid in started if alive(pid)] == [], "what the killed one had started has ended, one that was stuck too"
    assert second.press_ctrl_c() == 0
    assert not launcher.running(var), "the database of the killed one was taken over, and stopped"
    third = start()
    assert "was killed" not in third.said
    assert third.press_ctrl_c() == 0


def test_a_part_that_dies_is_started_again(start: Start) -> None:
    copy = start()
    before = copy.children()
    os.kill(copy.child("yitang.config.push"), signal.SIGKILL)
    copy.until(lambda: "push 停了" in copy.said)
    copy.until(lambda: not free(PORT + 1))
    assert answers(PORT)
    assert copy.press_ctrl_c() == 0
    assert [pid for pid in before if alive(pid)] == [], "nor is a worker left over whose master was killed"
    assert free(PORT + 1)
