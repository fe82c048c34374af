"""What the supervisor does by itself, without an office: starting again, asking whether a page answers, gathering files."""

import subprocess
import sys
import time
from pathlib import Path

from yitang.config.supervisor import SLOWEST_S, Child, Supervisor


def test_what_ends_at_once_however_often_is_started_again_two_seconds_later(tmp_path: Path) -> None:
    """An hour of a broken worker is a thousand starts: the others must not end with it."""
    over = subprocess.Popen([sys.executable, "-c", ""], start_new_session=True)
    over.wait(30)
    child = Child("worker", [], over, started=time.monotonic(), again=5000)
    before = time.monotonic()
    Supervisor(tmp_path)._again(child)
    assert before + SLOWEST_S <= child.due <= time.monotonic() + SLOWEST_S
