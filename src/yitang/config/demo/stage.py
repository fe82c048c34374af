"""One replay at a time in hall 9: a day that somebody asks for goes before the living demo, which stands aside until it is over.

Two locked files below ``var/demo``, so that whoever is killed lets go: ``day`` is held by who replays a day, ``hall`` by who plays in the hall.
"""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from yitang.config.demo import city

ASK_EVERY_S = 1.0


@contextmanager
def day() -> Iterator[None]:
    """Replay a day: wait for another one to end and for the living demo to leave, and keep both away while the block lasts."""
    with _held("day"), _held("hall"):
        yield


@contextmanager
def living(stop: threading.Event) -> Iterator[None]:
    """Play in the hall once nobody replays a day; ``stop`` is set when somebody wants to, or when the block ends."""
    with _held("day"):
        hall = _lock("hall", fcntl.LOCK_EX)
    watch = threading.Thread(target=_watch, args=(stop,), daemon=True)
    watch.start()
    try:
        yield
    finally:
        stop.set()
        watch.join()
        if hall:
            hall.close()


def _watch(stop: threading.Event) -> None:
    while not stop.wait(ASK_EVERY_S):
        free = _lock("day", fcntl.LOCK_EX | fcntl.LOCK_NB)
        if free is None:
            stop.set()
        else:
            free.close()


@contextmanager
def _held(name: str) -> Iterator[None]:
    file = _lock(name, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if file:
            file.close()


def _lock(name: str, how: int) -> IO[str] | None:
    """The locked file, unlocked by closing it; nothing when another has it and ``how`` does not wait."""
    folder = city.accounts_file().parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = (folder / f".{name}").open("a")
    try:
        fcntl.flock(file, how)
    except BlockingIOError:
        file.close()
        return None
    return file
