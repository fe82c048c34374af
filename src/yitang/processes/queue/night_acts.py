"""The night between two days."""

import time
from datetime import datetime

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, row
from yitang.processes.queue import snapshot

NIGHT_EVERY_S = 60.0
LEFT_OVER = """
SELECT 1 AS some WHERE EXISTS (SELECT 1 FROM queue_ticket WHERE day < %(day)s AND state IN ('waiting', 'called', 'serving', 'passed'))
    OR EXISTS (SELECT 1 FROM queue_period WHERE to_at IS NULL AND from_at < %(begins)s)
"""


def close_yesterday(before: datetime) -> int:
    """The night between two days: numbers of earlier days are over, and windows that nobody closed are closed; done again it does nothing.

    Returns: how many numbers.
    """
    day = clock.local(before).date()
    begins, _ = clock.local_day_bounds(day)
    if row(LEFT_OVER, {"day": day, "begins": begins}) is None:
        return 0
    with act(Viewer.system(), "queue.night") as this:
        done = execute(
            "UPDATE queue_ticket SET state = 'left', closed_at = %s, window_id = NULL WHERE day < %s AND state IN ('waiting', 'called', 'serving', 'passed')",
            [this.at, day],
        )
        execute("UPDATE queue_period SET to_at = %s WHERE to_at IS NULL AND from_at < %s", [this.at, begins])
        this.on("night", day)
        this.note({"tickets": done})
    return done


def night_if_left_over() -> None:
    """The first number of a day ends what no night has ended, so that an office that was switched off begins like any other.

    Asked once a minute in each process at most.
    """
    now = clock.now()
    day = clock.local(now).date()
    asked = snapshot.nights.get(day)
    if asked is None or time.monotonic() - asked > NIGHT_EVERY_S:
        snapshot.nights[day] = time.monotonic()
        close_yesterday(now)
