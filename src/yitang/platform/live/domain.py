"""What a piece of news is."""

import json
from dataclasses import dataclass, field
from typing import Any

from yitang.platform.live.errors import NewsTooLong

MOST_BYTES = 2048


@dataclass(frozen=True, slots=True)
class Event:
    """News of one topic: holds only what every reader of the topic may see.

    Raises: NewsTooLong above 2048 bytes of JSON.
    """

    topic: str
    kind: str
    payload: dict[str, Any] = field(default_factory=dict)

    def json(self) -> str:
        """The payload as it is stored and pushed."""
        text = json.dumps(self.payload, ensure_ascii=False, separators=(",", ":"), default=str)
        if len(text.encode()) > MOST_BYTES:
            raise NewsTooLong(self.topic)
        return text


@dataclass(frozen=True, slots=True)
class Told:
    """News as it was numbered within its topic."""

    topic: str
    n: int
    kind: str
    payload: dict[str, Any]
