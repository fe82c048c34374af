"""What a plan says of a rule, and when a row's time is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

UNITS = {"days": 86400, "s": 1}


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One rule: what would go now, what is held back and why (Chinese, English, how many), how long it is kept, and what says so.

    ``deletes``: the row goes; else it stays without what it says. ``keeps``: in ``unit``.
    """

    name: str
    zh: str
    en: str
    deletes: bool
    keeps: float
    unit: str
    policy: str
    source: str
    verified: bool
    due: int
    held: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run: when it began and ended (real time), and how many rows of each rule it forgot."""

    started_at: datetime
    ended_at: datetime | None
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """All rules together."""
        return sum(self.counts.values())


def limit(now: datetime, keeps: float, unit: str) -> datetime:
    """The moment before which a row's time is over.

    Raises: KeyError for a unit that is no time.
    """
    return now - timedelta(seconds=keeps * UNITS[unit])
