"""The server with the guards of one bench taken away, to show that the bench would notice. Started by ``SABOTAGE=1`` only.

The shipped program has no such switch: this module reaches into it from outside before it serves.
"""

import os

from yitang.config.wsgi import application
from yitang.processes.queue import operations, snapshot, window_acts

__all__ = ["application"]

RACING = """
WITH counter AS (
    SELECT coalesce(max(number), 0) + 1 AS last FROM queue_ticket WHERE hall_id = %(hall)s AND day = %(day)s AND letter = %(letter)s
), visit AS (
"""


def h1() -> None:
    """Numbers without the lock of the counter: the highest number so far, and one more."""
    _, _, rest = operations.NEW_TICKET.partition("), visit AS (\n")
    operations.NEW_TICKET = RACING + rest


def h2() -> None:
    """Calls without the lock and the conditions of the claim: what was read is claimed."""
    claim = window_acts.CLAIM.replace(" AND q.state = 'waiting'", "").replace("WHERE t.state = 'waiting'", "WHERE true")
    window_acts.CLAIM = claim.replace(" FOR NO KEY UPDATE OF t", "")
    window_acts.PASSING = ""


def slow_promises() -> None:
    """Every number computes its promise anew, however long the line."""
    snapshot.PICTURE_S = -1.0


{"H1": h1, "H2": h2, "H4": slow_promises}.get(os.environ.get("YITANG_BENCH_SABOTAGE", ""), lambda: None)()
