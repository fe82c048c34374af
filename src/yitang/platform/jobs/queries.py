"""Reading jobs: what waits, and what was given up."""

from yitang.platform.database.public import row, rows
from yitang.platform.jobs.domain import FailedJob


def waiting() -> int:
    """How many jobs wait or are being done."""
    found = row("SELECT count(*) AS n FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")
    assert found is not None
    return int(found["n"])


def failed() -> list[FailedJob]:
    """Jobs that were given up, newest first."""
    found = rows(
        "SELECT id, task_name AS name, args->>'key' AS key, attempts AS tries FROM procrastinate_jobs WHERE status = 'failed' ORDER BY id DESC LIMIT 200"
    )
    return [FailedJob(**one) for one in found]
