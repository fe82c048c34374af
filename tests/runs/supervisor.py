"""One command runs it all: what stands in its way is one clear line, and it stops what it started and nothing else."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.ports import free_pair
from yitang.platform.database import launcher

ROOT = Path(__file__).resolve().parents[2]


PORT = free_pair()
READY_S = 5.0


class Copy:
    """One ``yitang run`` in a process of its own; ``said`` is what it has printed."""

    def __init__(self, var: Path, port: int = PORT) -> None:
        kept = {name: text for name, text in os.environ.items() if not name.startswith(("YITANG_", "DJANGO_", "PG", "DATABASE_URL"))}
        environment = {**kept, "YITANG_VAR": str(var), "YITANG_PORT": str(port), "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
        self.file = var.parent / f"said-{time.monotonic_ns()}"
        self.began = time.monotonic()
        with self.file.open("wb") as out:
            command = [sys.executable, "-m", "yitang", "run"]
            self.process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=out, stderr=out, start_new_session=True)

    @property
    def said(self) -> str:
        return self.file.read_text(encoding="utf-8")

    def until(self, ready: Callable[[], bool], most: float = 60) -> float:
        """Seconds from the start until it was so."""
        while not ready():
            assert time.monotonic() - self.began < most, self.said[-2000:]
            time.sleep(0.02)
        return time.monotonic() - self.began

    def until_ready(self) -> float:
        return self.until(lambda: "Ctrl-C" in self.said and self.process.poll() is None)

    def until_over(self) -> int:
        return self.process.wait(30)

    def press_ctrl_c(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.until_over()

    def children(self) -> list[int]:
        """Processes below this one, by the kernel's table."""
        found, below = [], [self.process.pid]
        while below:
            parent = below.pop()
            tasks = Path(f"/proc/{parent}/task").glob("*/children")
            mine = [int(word) for task in tasks for word in task.read_text().split()]
            found += mine
            below += mine
        return found


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": "localhost"}), timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


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
        if first.process.poll() is None:
            first.press_ctrl_c()
        given = os.environ.pop("DATABASE_URL", None)
        launcher.stop(found)
        launcher.forget(found)
        if given:
            os.environ["DATABASE_URL"] = given


@pytest.fixture
def running(var: Path) -> Iterator[Copy]:
    """A second start of it."""
    copy = Copy(var)
    try:
        copy.until_ready()
        yield copy
    finally:
        if copy.process.poll() is None:
            copy.press_ctrl_c()


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def test_the_second_start_is_ready_in_under_five_seconds(var: Path) -> None:
    taken = []
    for _ in range(3):
        copy = Copy(var)
        taken.append(copy.until_ready())
        assert answers(PORT)
        assert copy.press_ctrl_c() == 0
        if taken[-1] < READY_S:
            break
    assert min(taken) < READY_S, taken


def test_a_taken_port_is_one_line_and_nothing_is_started(var: Path) -> None:
    for port in (PORT, PORT + 1):
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", port))
            other.listen()
            copy = Copy(var)
            assert copy.until_over() == 1
            assert len(lines(copy.said)) == 1, copy.said
            assert f"端口 {port} 被别的程序占用" in copy.said
            assert f"port {port} is taken" in copy.said
            assert "YITANG_PORT=" in copy.said, "the line says what to do"
    assert not launcher.running(var)


def test_a_second_copy_on_the_same_data_is_one_line_and_the_first_goes_on(var: Path, running: Copy) -> None:
    second = Copy(var, PORT + 10)
    assert second.until_over() == 1
    assert len(lines(second.said)) == 1, second.said
    assert "another copy runs" in second.said
    assert str(var) in second.said
    assert answers(PORT)
    assert running.process.poll() is None


def test_ctrl_c_stops_what_it_started_and_nothing_else(var: Path) -> None:
    launcher.ensure(var)
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        copy = Copy(var)
        copy.until_ready()
        started = copy.children()
        assert len(started) >= 3
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
    copy = Copy(var)
    copy.until_ready()
    assert launcher.running(var)
    assert copy.press_ctrl_c() == 0
    assert not launcher.running(var), "the one that it started is stopped"


def test_a_killed_copy_leaves_nothing_that_stands_in_the_way_of_the_next(var: Path) -> None:
    first = Copy(var)
    first.until_ready()
    started = first.children()
    first.process.kill()
    first.until_over()
    second = Copy(var)
    second.until_ready()
    said = [line for line in lines(second.said) if "was killed" in line]
    assert len(said) == 1, second.said
    assert str(first.process.pid) in said[0]
    assert answers(PORT)
    assert [pid for pid in started if alive(pid)] == [], "what the killed one had started has ended"
    assert second.press_ctrl_c() == 0
    assert not launcher.running(var), "the database of the killed one was taken over, and stopped"
    third = Copy(var)
    third.until_ready()
    assert "was killed" not in third.said
    assert third.press_ctrl_c() == 0


def test_a_part_that_dies_is_started_again(running: Copy) -> None:
    before = running.children()
    push = next(pid for pid in running.children() if b"yitang.config.push" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(push, signal.SIGKILL)
    running.until(lambda: "push 停了" in running.said)
    again = time.monotonic()
    while free(PORT + 1):
        assert time.monotonic() - again < 20
        time.sleep(0.05)
    assert answers(PORT)
    assert running.press_ctrl_c() == 0
    assert [pid for pid in before if alive(pid)] == [], "nor is a worker left over whose master was killed"
    assert free(PORT + 1)
