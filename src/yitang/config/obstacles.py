"""What can stand in the way of a start, each said in one clear line with what to do: a folder, another copy, a port."""

import contextlib
import errno
import fcntl
import ipaddress
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import IO, Any

DEFAULT_PORT = 8000
LAST_PORT = 65534
PATIENCE_S = 4.0


class Obstacle(Exception):
    """The text is one line in both languages."""


def port() -> int:
    """The port that was asked for by ``YITANG_PORT``; push takes the one after it.

    Raises: Obstacle.
    """
    said = os.environ.get("YITANG_PORT") or str(DEFAULT_PORT)
    if said.isdecimal() and 0 < int(said) <= LAST_PORT:
        return int(said)
    raise Obstacle(f"YITANG_PORT={said} 不是端口号；例如 YITANG_PORT=8100 make run / is no port; try 8100")


def alone(var: Path) -> IO[str]:
    """The open mark of this installation, locked as long as this process lives.

    Raises: Obstacle when the folder cannot be written, or another copy holds the mark.
    """
    try:
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        mark = (var / ".running").open("a+")
    except OSError as fault:
        why = os.strerror(fault.errno or 0)
        raise Obstacle(f"{var} 不能写（{why}）；换一个文件夹：YITANG_VAR=/… make run / cannot be written: {why}; use another folder") from fault
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        mark.close()
        raise Obstacle(f"已经有一个一趟在用 {var}，先停掉它 / another copy runs on {var}; stop it first") from fault
    return mark


def not_wider(bind: str, demo: bool) -> None:
    """An installation with the demo, whose sign-ins everybody knows, listens on loopback alone.

    Raises: Obstacle; also for what is no address.
    """
    try:
        loopback = ipaddress.ip_address(bind).is_loopback
    except ValueError:
        raise Obstacle(f"YITANG_BIND={bind} 不是地址；例如 127.0.0.1 或 10.20.0.9 / is no address; try 10.20.0.9") from None
    if demo and not loopback:
        raise Obstacle(f"有演示数据时只在本机提供，不能用 YITANG_BIND={bind} / with the demo loaded it listens on loopback alone: set YITANG_PRODUCTION=1")


def half_restored(var: Path) -> None:
    """No restore was cut off here: half an office must not open.

    Raises: Obstacle.
    """
    if (var / ".restoring").exists():
        raise Obstacle(f"{var} 的恢复没有做完，先再运行一次 ./yitang restore / a restore was cut off here: run ./yitang restore once more")


def left_behind(mark: IO[str]) -> dict[str, Any]:
    """What a killed copy left in its mark, said in one line; nothing after an orderly end. The lock itself goes with its process."""
    mark.seek(0)
    found: dict[str, Any] = {}
    with contextlib.suppress(ValueError):
        found = json.loads(mark.read() or "{}")
    if found:
        said = f"上次的一趟（进程 {found.get('pid')}）没有正常停止，接着用它的数据 / the last copy was killed; its data are taken over"
        print(said, file=sys.stderr, flush=True)
    return found


def leave(mark: IO[str], said: dict[str, Any]) -> None:
    """Write what the next copy finds if this one is killed; nothing for an orderly end."""
    mark.truncate(0)
    mark.write(json.dumps(said) if said else "")
    mark.flush()


def end_left_behind(var: Path, groups: list[int]) -> None:
    """Processes of a killed copy end by themselves; what has not within ``PATIENCE_S`` is ended, or it would go on answering with its port."""
    until = time.monotonic() + PATIENCE_S
    while left := _members(var, groups):
        if time.monotonic() > until:
            for pid in left:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def _members(var: Path, groups: list[int]) -> list[int]:
    """Processes of these groups that run for this installation: a group's number may by now be somebody else's (Linux)."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            group = int((entry / "stat").read_text().rpartition(")")[2].split()[2])
            if group in groups and f"YITANG_VAR={var}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found


def ports_free(first: int) -> None:
    """Both ports can be had.

    Raises: Obstacle.
    """
    for one in (first, first + 1):
        fault = _fault(one)
        if fault == errno.EACCES:
            raise Obstacle(f"端口 {one} 要 root 才能用；换一个：YITANG_PORT=8100 make run / port {one} is for root only; use another")
        if fault:
            raise Obstacle(f"端口 {one} 被别的程序占用；换一个：YITANG_PORT=8100 make run / port {one} is taken; use another")


def _fault(one: int) -> int:
    """Why a port cannot be had: an error number, or 0.

    We listen on 127.0.0.1 alone, but a browser asks ``localhost`` on ::1 first: whoever listens there would be seen in our place.
    """
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, one))
        except OSError as fault:
            if family == socket.AF_INET or fault.errno == errno.EADDRINUSE:
                return fault.errno or errno.EADDRINUSE
    return 0
