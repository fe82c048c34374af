"""One ``yitang run`` in a process of its own, for tests of how it starts and stops."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tests.ports import free_pair

ROOT = Path(__file__).resolve().parents[2]
PORT = free_pair()
MOST_S = 90.0
SPIN_S = 0.2


class Copy:
    """The process; ``said`` is what it has printed."""

    def __init__(self, var: Path, port: int | str = PORT) -> None:
        kept = {name: text for name, text in os.environ.items() if not name.startswith(("YITANG_", "DJANGO_", "PG", "DATABASE_URL"))}
        environment = {**kept, "YITANG_VAR": str(var), "YITANG_PORT": str(port), "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
        self.file = ROOT / "var" / "test" / f"said-{time.monotonic_ns()}"
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.began = time.monotonic()
        with self.file.open("wb") as out:
            command = [sys.executable, "-m", "yitang", "run"]
            self.process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=out, stderr=out, start_new_session=True)

    @property
    def said(self) -> str:
        """Everything so far."""
        return self.file.read_text(encoding="utf-8")

    @property
    def lines(self) -> list[str]:
        """Its lines that are not empty."""
        return [line for line in self.said.splitlines() if line.strip()]

    def until(self, ready: Callable[[], bool]) -> float:
        """Seconds from the start until it was so."""
        while not ready():
            assert self.process.poll() is None, self.said[-2000:]
            assert time.monotonic() - self.began < MOST_S, self.said[-2000:]
            time.sleep(0.02)
        return time.monotonic() - self.began

    def until_ready(self) -> float:
        """Seconds until it has said that it runs."""
        return self.until(lambda: "Ctrl-C" in self.said)

    def until_over(self) -> int:
        """Its exit status."""
        return self.process.wait(MOST_S)

    def press_ctrl_c(self) -> int:
        """Stop it. Returns: exit status."""
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

    def child(self, words: str) -> int:
        """The process below this one that was started with these words, the one that started the others of them."""
        return min(pid for pid in self.children() if words.encode() in Path(f"/proc/{pid}/cmdline").read_bytes())

    def end(self) -> None:
        """Whatever a test has left of it."""
        if self.process.poll() is None:
            self.press_ctrl_c()
        self.file.unlink()


def answers(port: int) -> bool:
    """Whether the first page comes."""
    try:
        with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": "localhost"}), timeout=30) as answer:
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
    """Whether nobody listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def slowness() -> float:
    """How many times as long as on a free machine a plain loop takes now: what a wall clock says is divided by this."""
    wall, own = time.monotonic(), time.process_time()
    while time.process_time() - own < SPIN_S:
        pass
    return max(1.0, (time.monotonic() - wall) / SPIN_S)
