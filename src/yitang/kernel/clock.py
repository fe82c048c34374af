"""The shared clock as a value and a port: the kernel has no time of its own, a source is installed from outside (law 7)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class VirtualClock:
    """At ``real_anchor`` it showed ``virtual_anchor``; since then it runs ``rate`` virtual seconds a real second."""

    real_anchor: datetime
    virtual_anchor: datetime
    rate: float

    def at(self, real: datetime) -> datetime:
        """Virtual time at a real instant."""
        return self.virtual_anchor + (real - self.real_anchor) * self.rate

    def inverse(self, virtual: datetime) -> datetime:
        """Real instant at which this clock shows ``virtual``."""
        return self.real_anchor + (virtual - self.virtual_anchor) / self.rate


class Source(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """Virtual time, aware, UTC."""

    def real_now(self) -> datetime:
        """Real time, aware, UTC: for sessions, codes and certificates."""


class ClockNotInstalled(RuntimeError):
    """Somebody asked for the time before a source was installed."""


_source: list[Source] = []


def install(source: Source) -> None:
    """Make ``source`` the clock of this process."""
    _source[:] = [source]


def installed() -> Source:
    """The clock of this process.

    Raises: ClockNotInstalled.
    """
    if not _source:
        raise ClockNotInstalled
    return _source[0]


def now() -> datetime:
    """Time of the shared clock, aware, UTC."""
    return installed().now()


def real_now() -> datetime:
    """Real time, aware, UTC."""
    return installed().real_now()


def local(at: datetime) -> datetime:
    """The same instant on the wall clock of the office (Asia/Shanghai)."""
    return at.astimezone(LOCAL)


def today() -> date:
    """Local date of the shared clock."""
    return local(now()).date()


def local_day_bounds(on: date) -> tuple[datetime, datetime]:
    """First instant of a local day and of the next one, in UTC."""
    start = datetime.combine(on, time(), LOCAL)
    return start.astimezone(UTC), datetime.combine(on + timedelta(days=1), time(), LOCAL).astimezone(UTC)


class Fixed:
    """A clock that stands still until it is moved; for tests."""

    def __init__(self, at: datetime) -> None:
        self.virtual = self.real = at

    def now(self) -> datetime:
        """Virtual time."""
        return self.virtual

    def real_now(self) -> datetime:
        """Real time."""
        return self.real

    def move(self, by: timedelta) -> None:
        """Both times go on (or back) by this much."""
        self.virtual += by
        self.real += by


@contextmanager
def fixed(at: datetime) -> Iterator[Fixed]:
    """Within the block the clock stands at ``at``; the former source comes back afterwards."""
    before = list(_source)
    source = Fixed(at)
    install(source)
    try:
        yield source
    finally:
        _source[:] = before
