"""What stands in the way of a start is one clear line with what to do, and nothing is started."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runs.office import PORT, Copy
from yitang.config import obstacles
from yitang.platform.database import launcher


def refused(var: Path, port: int | str = PORT) -> str:
    """The one line of a start that did not come about."""
    copy = Copy(var, port)
    try:
        assert copy.until_over() == 1
        assert len(copy.lines) == 1, copy.said
        return copy.lines[0]
    finally:
        copy.end()


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    """A folder on which nothing runs, before and after."""
    yield tmp_path / "var"
    assert not (tmp_path / "var" / "keys").exists()
    if (tmp_path / "var").is_dir():
        assert not launcher.running(tmp_path / "var")


@pytest.mark.parametrize("offset", [0, 1])
@pytest.mark.parametrize(("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_a_port_that_somebody_has(var: Path, offset: int, family: socket.AddressFamily, address: str) -> None:
    with socket.socket(family) as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            other.bind((address, PORT + offset))
        except OSError:
            pytest.skip("this machine has no IPv6")
        other.listen()
        said = refused(var)
        assert f"端口 {PORT + offset} 被别的程序占用" in said
        assert f"port {PORT + offset} is taken" in said
        assert "YITANG_PORT=" in said, "the line says what to do"


@pytest.mark.parametrize("port", ["many", "0", "65535", "-1"])
def test_a_port_that_is_none(var: Path, port: str) -> None:
    said = refused(var, port)
    assert f"YITANG_PORT={port} 不是端口号" in said
    assert "is no port" in said


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    said = refused(tmp_path / "file" / "var")
    assert "不能写" in said
    assert "cannot be written" in said
    assert "YITANG_VAR=" in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    assert "cannot be written" in refused(tmp_path / "closed" / "var")


def test_what_a_killed_copy_left_is_ended_and_a_process_of_another_installation_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mark of a killed copy names groups of processes; such a number may by now be somebody else's."""
    monkeypatch.setattr(obstacles, "PATIENCE_S", 0.2)
    deaf = [sys.executable, "-c", "import time; time.sleep(600)"]
    ours, other = (subprocess.Popen(deaf, env={**os.environ, "YITANG_VAR": str(tmp_path / name)}, start_new_session=True) for name in ("ours", "other"))
    try:
        obstacles.end_left_behind(tmp_path / "ours", [ours.pid, other.pid])
        assert ours.wait(30) == -signal.SIGKILL
        assert other.poll() is None
    finally:
        for one in (ours, other):
            one.kill()
            one.wait()
