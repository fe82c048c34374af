"""Writes of the live room: the fragment that an act's one statement carries, and the numbering after commit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from yitang.platform.database.public import execute, row, transaction
from yitang.platform.live.domain import Event

SEQUENCER = 0x79697461
BATCH = 500


def outbox_statement(events: Sequence[Event], act_id: UUID, at: datetime) -> tuple[str, list[Any]]:
    """The insert of these events as text to stand in a ``WITH`` clause, with its values."""
    line = "(%s, %s, %s::jsonb, %s::uuid, %s::timestamptz)"
    values: list[Any] = []
    for event in events:
        values += [event.topic, event.kind, event.json(), act_id, at]
    sql = "INSERT INTO live_outbox (topic, kind, payload, act_id, at) VALUES " + ", ".join([line] * len(events))
    return sql, values


NUMBER = """
WITH fresh AS (
    SELECT id, topic, row_number() OVER (PARTITION BY topic ORDER BY id) AS place
    FROM (SELECT id, topic FROM live_outbox WHERE n IS NULL ORDER BY id LIMIT %s) AS batch
), bumped AS (
    INSERT INTO live_topic (topic, last_n) SELECT topic, max(place) FROM fresh GROUP BY topic
    ON CONFLICT (topic) DO UPDATE SET last_n = live_topic.last_n + EXCLUDED.last_n
    RETURNING topic, last_n
)
UPDATE live_outbox o
SET n = b.last_n - (SELECT max(place) FROM fresh f2 WHERE f2.topic = b.topic) + f.place
FROM fresh f JOIN bumped b USING (topic)
WHERE o.id = f.id
"""


def sequence_once() -> int:
    """Number what was committed since, within its topic and in order of ids. Returns: how many rows.

    One sequencer at a time (advisory lock of the transaction); a second one does nothing. News of one thing stays in order,
    because an act that follows another begins after that one's commit and so has the greater id.
    """
    if row("SELECT 1 AS some FROM live_outbox WHERE n IS NULL LIMIT 1") is None:
        return 0
    with transaction():
        mine = row("SELECT pg_try_advisory_xact_lock(%s) AS mine", [SEQUENCER])
        if not mine or not mine["mine"]:
            return 0
        return execute(NUMBER, [BATCH])


def sweep(before: datetime) -> int:
    """Forget news older than ``before``; readers that were away so long fetch anew."""
    return execute("DELETE FROM live_outbox WHERE n IS NOT NULL AND at < %s", [before])
