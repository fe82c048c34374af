"""Doing it from many threads at once, for the tests of races in every room."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from yitang.kernel.errors import Refusal


def together(count: int, do: Callable[[int], Any]) -> list[Any]:
    """Do it from so many threads at one barrier, each with a connection of its own; refusals come back as their code."""
    barrier, found = threading.Barrier(count), [None] * count

    def run(n: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
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
