"""A day of the log under first-come order in plain Python: what a replay over the API must come to, and how good its promises are.

The same visits, the same people on duty and the same rules of the mapping as ``replay``, without an office: no request takes time.
"""

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import count
from statistics import fmean

from yitang.config.demo.log import LoggedVisit, by_server, days, duty, visits_of
from yitang.engines.waiting.estimate import Busy, Range, Times, estimate

Samples = Mapping[str, Sequence[float]]


@dataclass(slots=True)
class Server:
    """One who serves: what he takes (None = anything), the stretches of duty that are left, whom he serves since when."""

    takes: frozenset[str] | None
    left: list[tuple[int, int]]
    stays: bool
    there: bool = False
    serves: LoggedVisit | None = None
    since_s: float = 0.0

    def over(self, now: float) -> bool:
        """Whether his stretch is over; the one who is there longest stays until nobody waits."""
        return now >= self.left[0][1] and not (self.stays and len(self.left) == 1)

    def fits(self, visit: LoggedVisit) -> bool:
        """Whether he takes what somebody came for."""
        return self.takes is None or visit.business in self.takes


@dataclass(frozen=True, slots=True)
class Promise:
    """What one who came was told, and how long it then was: seconds."""

    told: Range
    wait_s: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """A day replayed: waits in seconds by visit, what was promised to those who were served, times measured by business."""

    waits: dict[int, float]
    promises: tuple[Promise, ...]
    measured: dict[str, list[float]]

    def mean_wait_s(self, visits: list[LoggedVisit]) -> float:
        """The mean wait of those whom the log served too."""
        return fmean(self.waits[v.number] for v in visits if v.served and v.number in self.waits)


@dataclass(slots=True)
class _Day:
    """A day in the making. ``known``: service times of the days before, by business; None where no promise is asked for."""

    visits: list[LoggedVisit]
    known: Samples | None
    line: dict[int, LoggedVisit] = field(default_factory=dict)
    waits: dict[int, float] = field(default_factory=dict)
    told: dict[int, Range] = field(default_factory=dict)
    measured: dict[str, list[float]] = field(default_factory=dict)
    servers: list[Server] = field(default_factory=list)
    events: list[tuple[float, int, Callable[[float], None]]] = field(default_factory=list)
    order: Callable[[], int] = field(default_factory=lambda: count().__next__)
    times: dict[str, Times] = field(default_factory=dict)

    def at(self, when: float, do: Callable[[float], None]) -> None:
        """Do it at a time; what was asked for first comes first."""
        heapq.heappush(self.events, (when, self.order(), do))

    def run(self) -> Outcome:
        """From the first visit until nobody waits and nobody serves."""
        on_duty, served = duty(self.visits), by_server(self.visits)
        stays = max(on_duty, key=lambda name: on_duty[name][-1][1])
        for name in sorted(on_duty):
            takes = None if name == stays else frozenset(visit.business for visit in served[name])
            self.servers.append(Server(takes, list(on_duty[name]), name == stays))
            self.at(on_duty[name][0][0], partial(self._begin, self.servers[-1]))
        for visit in self.visits:
            self.at(visit.arrived_s, partial(self._arrive, visit))
        while self.events:
            now, _, do = heapq.heappop(self.events)
            do(now)
        promises = tuple(Promise(found, self.waits[n]) for n, found in self.told.items() if n in self.waits)
        return Outcome(self.waits, promises, self.measured)

    def _begin(self, server: Server, now: float) -> None:
        server.there = True
        self.at(server.left[0][1], partial(self._stretch_ends, server, len(server.left)))
        self._next(server, now)

    def _stretch_ends(self, server: Server, left: int, now: float) -> None:
        """Who serves nobody goes at once; who serves somebody goes after that."""
        if server.there and server.serves is None and len(server.left) == left:
            self._next(server, now)

    def _next(self, server: Server, now: float) -> None:
        """Take the first in the line whom this server takes, or stay idle, or go until the next stretch."""
        if server.over(now):
            server.there = False
            server.left.pop(0)
            if server.left:
                self.at(max(now, server.left[0][0]), partial(self._begin, server))
            return
        visit = next((one for one in self.line.values() if server.fits(one)), None)
        if visit is not None:
            del self.line[visit.number]
            self._serve(server, visit, now)

    def _serve(self, server: Server, visit: LoggedVisit, now: float) -> None:
        self.waits[visit.number] = now - visit.arrived_s
        server.serves, server.since_s = visit, now
        self.at(now + visit.takes_s, partial(self._done, server))

    def _done(self, server: Server, now: float) -> None:
        assert server.serves is not None
        self.measured.setdefault(server.serves.business, []).append(now - server.since_s)
        self.times.clear()
        server.serves = None
        self._next(server, now)

    def _arrive(self, visit: LoggedVisit, now: float) -> None:
        if self.known is not None:
            self.told[visit.number] = self._promise(visit, now)
        idle = next((s for s in self.servers if s.there and s.serves is None and s.fits(visit) and not s.over(now)), None)
        if idle is not None:
            self._serve(idle, visit, now)
            return
        self.line[visit.number] = visit
        if not visit.served and not visit.green:
            self.at(visit.begin_s, partial(self._give_up, visit))

    def _give_up(self, visit: LoggedVisit, now: float) -> None:  # noqa: ARG002 - the form of an event
        self.line.pop(visit.number, None)

    def _promise(self, visit: LoggedVisit, now: float) -> Range:
        """The range that the hall's screens would say, from the times of the days before and of this one so far."""
        if not self.times:
            known = self.known or {}
            self.times = {name: Times([*known.get(name, ()), *self.measured.get(name, ())]) for name in {*known, *self.measured}}
            self.times[""] = Times(one for many in self.times.values() for one in many)
        windows = [Busy(s.serves.business, now - s.since_s) if s.serves else None for s in self.servers if s.there and s.fits(visit)]
        return estimate([one.business for one in self.line.values()], windows, self.times, self.times[""])


def first_come(visits: list[LoggedVisit], known: Samples | None = None) -> Outcome:
    """Replay a day's visits; with ``known`` (seconds by business, may be empty) everybody who comes is told a range."""
    return _Day(visits, known).run()


@dataclass(frozen=True, slots=True)
class Score:
    """How good promises were: how many, mean error of the middle (seconds), shares that held, came shorter and longer (0 to 1)."""

    count: int
    error_s: float
    inside: float
    shorter: float
    longer: float


def score(promises: Sequence[Promise]) -> Score:
    """Score promised ranges; a second more or less is none."""
    sure = [one for one in promises if not one.told.unsure]
    shorter = sum(one.wait_s < one.told.low_s - 1 for one in sure) / max(1, len(sure))
    longer = sum(one.wait_s > one.told.high_s + 1 for one in sure) / max(1, len(sure))
    error = fmean(abs(one.wait_s - (one.told.low_s + one.told.high_s) / 2) for one in sure) if sure else 0.0
    return Score(len(sure), error, 1 - shorter - longer, shorter, longer)


def waited(promises: Sequence[Promise]) -> list[Promise]:
    """Without those who came to an idle window and were told so: nothing could go wrong with them."""
    return [one for one in promises if one.wait_s > 0 or one.told.high_s > 0]


def table(only: str = "", promises: bool = False) -> Iterator[str]:
    """The days of the log, or one: mean wait in the log and replayed first come, and how good the promises were."""
    kept: dict[str, list[float]] = {}
    yield "日期 day     人 served  日志 log  先来先办 first come  比 ratio" + ("  预计 estimate" if promises else "")
    for day in days():
        visits, wanted = visits_of(day), not only or date.fromisoformat(only) == day
        found = first_come(visits, kept if promises and wanted else None)
        served = [visit.wait_s for visit in visits if visit.served]
        log, mine = fmean(served), found.mean_wait_s(visits)
        if wanted:
            line = f"{day}  {len(served):10}  {log:6.1f} s  {mine:17.1f} s  {mine / log:8.2f}"
            yield line + (_scores(found) if promises else "")
        for business, seconds in found.measured.items():
            kept.setdefault(business, []).extend(seconds)


def _scores(found: Outcome) -> str:
    every, those = score(found.promises), score(waited(found.promises))
    return "".join(f"  {name} {s.count} 误差 error {s.error_s:.0f} s 在内 inside {s.inside:.0%}" for name, s in (("全部 all", every), ("等了的 waited", those)))
