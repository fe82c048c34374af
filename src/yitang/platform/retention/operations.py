"""Forgetting what has been kept long enough: batch by batch, each one act with its count.

There is no state to lose: the rows themselves say what is left, so a run that was killed goes on where it was.
"""

import json
from datetime import datetime

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import Kept, execute, lock, new_id, row
from yitang.platform.identity.public import Place, allow, may
from yitang.platform.retention.access import END, FORGET
from yitang.platform.retention.queries import over_before, rules

BATCH = 500
COUNT = """
INSERT INTO retention_run AS u (id, slot, counts, started_at) VALUES (%s, %s, %s::jsonb, %s)
ON CONFLICT (slot) DO UPDATE SET counts = jsonb_set(u.counts, ARRAY[%s], to_jsonb(coalesce((u.counts ->> %s)::int, 0) + %s))
"""
CLOSE = """
INSERT INTO retention_run AS u (id, slot, counts, started_at, ended_at) VALUES (%s, %s, '{}'::jsonb, %s, %s)
ON CONFLICT (slot) DO UPDATE SET ended_at = EXCLUDED.ended_at WHERE u.ended_at IS NULL RETURNING u.counts::text AS counts
"""


def slot_of(at: datetime) -> datetime:
    """The hour to which a run belongs."""
    return at.replace(minute=0, second=0, microsecond=0)


def run_if_due(batch: int = BATCH) -> dict[str, int] | None:
    """The run of this hour, unless it has ended; one that was cut off is gone on with. Returns: what it forgot, by rule; nothing when it was over."""
    slot = slot_of(clock.real_now())
    if row("SELECT 1 AS yes FROM retention_run WHERE slot = %s AND ended_at IS NOT NULL", [slot]):
        return None
    return run(slot, batch)


def run(slot: datetime, batch: int = BATCH) -> dict[str, int]:
    """Every rule to its end. Returns: how many rows were forgotten in this slot, by rule."""
    for kept in rules():
        while forget_some(Viewer.system(), kept, slot, batch) == batch:
            pass
    return end_run(Viewer.system(), slot)


def forget_some(viewer: Viewer, kept: Kept, slot: datetime, batch: int = BATCH) -> int:
    """One batch of one rule, with its count and its row of the log: all of it or nothing. Returns: how many rows.

    The lock is the rule's, held for the batch, so that two workers do not look at the same rows; a row that an act holds is left for the next time.

    Raises: PostMayNot.
    """
    allow(viewer, FORGET)
    if not row(f"SELECT 1 AS yes FROM {kept.table} AS r WHERE {kept.over} AND NOT ({kept.held}) LIMIT 1", [over_before(kept)]):
        return 0
    with act(viewer, FORGET) as this:
        may(viewer, FORGET, Place())
        lock("retention", kept.name)
        before = over_before(kept)
        gone = execute(kept.forgetting(), [*([this.at] if kept.stamp else []), before, batch])
        execute(COUNT, [new_id(), slot, json.dumps({kept.name: gone}), clock.real_now(), kept.name, kept.name, gone])
        this.on("rule", kept.name)
        this.note({"rows": gone, "before": before, "deleted": kept.deletes})
    return gone


def end_run(viewer: Viewer, slot: datetime) -> dict[str, int]:
    """The run of this hour is over; whoever comes second finds it so. Returns: its counts by rule, none when it had ended.

    Raises: PostMayNot.
    """
    allow(viewer, END)
    with act(viewer, END) as this:
        may(viewer, END, Place())
        now = clock.real_now()
        closed = row(CLOSE, [new_id(), slot, now, now])
        counts: dict[str, int] = json.loads(closed["counts"]) if closed else {}
        this.on("run", slot.isoformat())
        this.note({"counts": counts})
    return counts
