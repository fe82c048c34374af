"""Front door of the live room."""

from yitang.platform.live.domain import Event, Told
from yitang.platform.live.errors import NewsTooLong
from yitang.platform.live.operations import outbox_statement, sequence_once, sweep
from yitang.platform.live.queries import events_after, topic_numbers

__all__ = [
    "Event",
    "NewsTooLong",
    "Told",
    "events_after",
    "outbox_statement",
    "sequence_once",
    "sweep",
    "topic_numbers",
]
