"""Reads of the live room."""

import json
from collections.abc import Mapping, Sequence

from yitang.platform.database.public import rows
from yitang.platform.live.domain import Told


def topic_numbers(topics: Sequence[str]) -> dict[str, int]:
    """The last number of each topic (0 when nothing was told yet). Read it before the state it goes with."""
    found = {r["topic"]: r["last_n"] for r in rows("SELECT topic, last_n FROM live_topic WHERE topic = ANY(%s)", [list(topics)])}
    return {topic: found.get(topic, 0) for topic in topics}


AFTER = """
SELECT o.topic, o.n, o.kind, o.payload FROM live_outbox o
JOIN unnest(%s::text[], %s::bigint[]) AS seen(topic, n) ON o.topic = seen.topic AND o.n > seen.n
ORDER BY o.topic, o.n LIMIT %s
"""


def events_after(seen: Mapping[str, int], limit: int = 500) -> list[Told]:
    """News of these topics after the numbers already seen, oldest first."""

    found = rows(AFTER, [list(seen), list(seen.values()), limit])
    return [Told(r["topic"], r["n"], r["kind"], json.loads(r["payload"]) if isinstance(r["payload"], str) else r["payload"]) for r in found]
