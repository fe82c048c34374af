"""Asking for a job within an act, doing it once, giving back what a dead worker had."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import close_old_connections

from yitang.kernel import clock
from yitang.platform.audit.public import Act
from yitang.platform.database.public import execute, new_id, row, rows, transaction
from yitang.platform.jobs.domain import NAME, Entry, plain
from yitang.platform.policy.public import value

QUEUE = "yitang"
# The queue's own function puts the job; both rows come in one statement, or neither does.
ENQUEUE = """
WITH mine AS (
    INSERT INTO jobs_job (key, name, act_id, trace_id, asked_at) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (key) DO NOTHING RETURNING key
)
SELECT procrastinate_defer_jobs_v1(
    ARRAY[ROW(%s, %s, 0, NULL, NULL, %s::jsonb, NULL)]::procrastinate_job_to_defer_v1[]
) AS id FROM mine
"""


def enqueue(this: Act, name: str, args: Mapping[str, object], key: str = "") -> bool:
    """Ask for a job inside the caller's act: it is there if and only if the act commits, and once for each ``key``.

    ``name`` is ``room:entry``, resolved when the worker starts. ``args`` are ids, numbers and short words, never personal data.
    Returns: whether it is new; false when a job of this key was asked for before, done or not.

    Raises: ArgumentsNotPlain, ValueError for a name that cannot be one.
    """
    if not NAME.fullmatch(name):
        raise ValueError(name)
    own = f"{name}:{key or new_id()}"
    said = json.dumps({"key": own, "args": plain(args)})
    return row(ENQUEUE, [own, name, this.id, this.trace_id, clock.real_now(), QUEUE, name, said]) is not None


def do(entry: Entry, key: str, args: dict[str, Any]) -> bool:
    """Do a job that the queue has handed out. Returns: whether it was done now; false when it had been done before.

    A whole job holds the row of its key from the beginning to the commit: of two workers that both have it (one was taken for
    dead and was not), the second waits and then finds it done.
    """
    close_old_connections()
    if not entry.whole:
        if row("SELECT 1 AS yes FROM jobs_job WHERE key = %s AND done_at IS NOT NULL", [key]):
            return False
        entry.run(**args)
        with transaction():
            return _mark(key)
    with transaction():
        found = row("SELECT done_at FROM jobs_job WHERE key = %s FOR UPDATE", [key])
        if found is None or found["done_at"] is not None:
            return False
        entry.run(**args)
        return _mark(key)


def _mark(key: str) -> bool:
    return execute("UPDATE jobs_job SET done_at = %s WHERE key = %s AND done_at IS NULL", [clock.real_now(), key]) == 1


STALLED = """
SELECT id, attempts FROM procrastinate_jobs
WHERE status = 'doing' AND (worker_id IS NULL OR worker_id IN (SELECT id FROM procrastinate_workers WHERE last_heartbeat < %s))
FOR UPDATE SKIP LOCKED
"""


def give_back(dead_after_s: float) -> int:
    """Give back the jobs of workers that have not been heard of for so long; one that was tried too often has failed.

    Returns: how many.
    """
    with transaction():
        now = clock.real_now()
        found = rows(STALLED, [now - timedelta(seconds=dead_after_s)])
        for one in found:
            if one["attempts"] + 1 >= value("jobs.tries"):
                row("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [one["id"]])
            else:
                row("SELECT procrastinate_retry_job_v2(%s, %s, NULL, NULL, NULL)", [one["id"], now])
    return len(found)


def sweep() -> int:
    """Forget jobs that were done longer ago than policy keeps them. Returns: how many."""
    before = clock.real_now() - timedelta(days=value("jobs.kept_days"))
    with transaction():
        return execute("DELETE FROM jobs_job WHERE done_at < %s", [before])
