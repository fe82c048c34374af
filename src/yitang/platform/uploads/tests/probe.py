"""Jobs for the decoder's process that behave like a decoder that was taken over: they try what it must not be able to do."""

import ctypes
import encodings.idna  # noqa: F401 - a connection looks for it, and could not load it later
import json
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Answer = tuple[dict[str, Any], list[bytes]]


def ptrace(pid: int) -> None:
    """Look into another process (PTRACE_ATTACH)."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(16, pid, 0, 0):
        raise OSError(ctypes.get_errno(), "ptrace")


def deeds(at: dict[str, Any]) -> dict[str, Callable[[], object]]:
    """What to try, by name; ``at``: where a listener, a key and a folder are."""
    return {
        "network": lambda: socket.create_connection(("127.0.0.1", at["port"]), 2),
        "datagram": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "database": lambda: socket.socket(socket.AF_UNIX).connect(at["database"]),
        "keys": lambda: Path(at["key"]).read_bytes(),
        "folder": lambda: os.listdir(at["folder"]),
        "write": lambda: Path(at["folder"], "planted").write_bytes(b"x"),
        "remove": lambda: os.unlink(at["spare"]),
        "rename": lambda: os.rename(at["key"], at["key"] + ".gone"),
        "process": lambda: os.fork() or os._exit(0),
        "program": lambda: os.execv("/bin/true", ["true"]),
        "parent": lambda: os.kill(os.getppid(), 0),
        "look into": lambda: ptrace(os.getppid()),
        "memory file": lambda: os.memfd_create("x"),
        "pipe": os.pipe,
        "root": lambda: os.setuid(0),
        "more files": lambda: __import__("resource").setrlimit(7, (100, 100)),
    }


def tries(content: bytes, limits: dict[str, Any]) -> Answer:
    """Try everything that is not in ``not``, also after descriptor 0 was given back, whose place a new one might take. Returns: what stopped each."""
    at, said = json.loads(content), {}
    for again in ("", " with a free place"):
        for name, deed in deeds(at).items():
            if name in at.get("not", ()):
                continue
            try:
                deed()
                said[name + again] = "done"
            except Exception as fault:  # noqa: BLE001 - whatever stopped it
                said[name + again] = type(fault).__name__
        os.close(0) if not again else None
    return {"said": said, "environment": dict(os.environ)}, []


def eats(content: bytes, limits: dict[str, Any]) -> Answer:
    """Wants ever more memory."""
    kept = []
    while True:
        kept.append(bytearray(64 << 20))


def works(content: bytes, limits: dict[str, Any]) -> Answer:
    """Never ends, and keeps the processor busy."""
    while True:
        pass


def sleeps(content: bytes, limits: dict[str, Any]) -> Answer:
    """Never ends, and does nothing."""
    while True:
        time.sleep(1)


def dies(content: bytes, limits: dict[str, Any]) -> Answer:
    """Falls over the file."""
    ctypes.string_at(0)
    return {}, []


def talks(content: bytes, limits: dict[str, Any]) -> Answer:
    """Answers more than it may."""
    return {}, [bytes(1 << 20)] * 64


def lies(content: bytes, limits: dict[str, Any]) -> Answer:
    """Answers what is no picture."""
    return {}, [b"<script>alert(1)</script>"]


def ends(content: bytes, limits: dict[str, Any]) -> Answer:
    """Ends in good order without an answer."""
    os._exit(0)
