"""Doing it from many threads at once, for the tests of races in every room; interleavings are made, not hoped for."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from yitang.kernel.errors import Refusal
from yitang.platform.database.sql import row

MOST_S = 20.0
WAITING = "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


class Meeting:
    """A point that so many threads reach before any goes on: between reading and writing, the worst that can happen.

    Each thread waits at it once; a second time it goes on.
    """

    def __init__(self, count: int) -> None:
        self.barrier = threading.Barrier(count)
        self.been: set[int] = set()

    def wait(self) -> None:
        """Wait for the others; a fault when they do not come."""
        if threading.get_ident() not in self.been:
            self.been.add(threading.get_ident())
            self.barrier.wait(MOST_S)

    def after(self, do: Callable[..., Any], when: Callable[..., bool] = lambda *_: True) -> Callable[..., Any]:
        """The same function, with the meeting after it."""

        def met(*said: Any, **named: Any) -> Any:
            found = do(*said, **named)
            if when(*said, **named):
                self.wait()
            return found

        return met


def until_others_wait(count: int) -> None:
    """Go on when so many other sessions wait for a lock of ours: they have read, and want to write."""
    until = time.monotonic() + MOST_S
    while True:
        # Within a transaction the server would go on telling what it told first.
        row("SELECT pg_stat_clear_snapshot()")
        found = row(WAITING)
        if found and found["n"] >= count:
            return
        assert time.monotonic() < until, "nobody waits"
        time.sleep(0.01)


def together(count: int, do: Callable[[int], Any]) -> list[Any]:
    """Do it from so many threads at one barrier, each with a connection of its own; refusals come back as their code."""
    barrier, found = threading.Barrier(count), [None] * count

    def run(n: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(MOST_S)  # one that finds no connection must not leave the others waiting for ever
            found[n] = do(n)
        except Refusal as refusal:
            found[n] = refusal.code  # type: ignore[call-overload]
        except Exception as fault:  # noqa: BLE001 - the race itself may show as any database error
            found[n] = type(fault).__name__  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
