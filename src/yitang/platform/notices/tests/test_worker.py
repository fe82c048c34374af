"""The real worker process: a notice is on its phone soon after its act, also when a worker was killed before."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from yitang.config.cli.checks import findings
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, rows
from yitang.platform.jobs.public import entries, failed, repeated, waiting
from yitang.platform.notices.jobs import deliver, rest
from yitang.platform.notices.public import inbox, send
from yitang.platform.policy.public import forget, load_defaults

ROOT = Path(__file__).resolve().parents[5]


@pytest.fixture
def house(committed_db: None) -> None:
    """Policy is loaded, everything commits."""
    load_defaults()
    forget()


@pytest.fixture
def start(house: None, tmp_path: Path) -> Iterator[Any]:
    """Starts workers that end with the test."""
    processes: list[subprocess.Popen[bytes]] = []

    def one() -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "yitang.config.settings"}
        with (tmp_path / "log").open("ab") as log:
            processes.append(subprocess.Popen([sys.executable, "-m", "yitang.config.worker"], env=environment, cwd=ROOT, stdout=log, stderr=log))
        return processes[-1]

    yield one
    for process in processes:
        process.kill()
        process.wait(10)


def write(key: str) -> None:
    with act(Viewer.system(), "test.send") as this:
        send(this, None, "10000090001", "number_called", {"label": key, "window": 1, "minutes": 3}, key)


def arrived(count: int) -> bool:
    """So many notices are there, and said to be: who was killed in between is followed by the one who says it."""
    end = time.monotonic() + 30
    while (len(inbox(Viewer())) < count or states() != {"sent"}) and time.monotonic() < end:
        time.sleep(0.05)
    return len(inbox(Viewer())) == count


def states() -> set[str]:
    return {one["state"] for one in rows("SELECT state FROM notices_notice")}


def test_the_entry_points_are_found() -> None:
    assert "notices:deliver" in entries()
    assert "notices:due" in repeated()


def test_a_notice_arrives_soon_after_its_act_whoever_was_killed(start: Any) -> None:
    first = start()
    write("A001")
    assert arrived(1)
    first.send_signal(signal.SIGKILL)
    first.wait(10)
    write("A002")
    second = start()
    assert arrived(2)
    second.terminate()
    assert second.wait(10) == 0
    assert states() == {"sent"}
    assert failed() == []


def test_without_a_gateway_notices_wait_and_the_check_says_so(house: None) -> None:
    write("A001")
    assert not [one for one in findings() if "gateway" in one.en]
    execute("UPDATE policy_value SET value = 'false' WHERE name = 'notices.sandbox'")
    forget()
    (notice,) = rows("SELECT id FROM notices_notice")
    deliver(str(notice["id"]))
    rest()
    assert rows("SELECT state, tries FROM notices_notice") == [{"state": "queued", "tries": 0}]
    assert waiting() == 1
    assert [one.bad for one in findings() if "gateway" in one.en] == [True]


def test_outside_the_demo_an_inbox_that_shows_codes_is_a_finding(house: None, settings: Any) -> None:
    assert not [one for one in findings() if "inbox" in one.en]
    settings.YITANG_DEMO = False
    assert [one.bad for one in findings() if "inbox" in one.en] == [True]
