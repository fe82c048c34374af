"""The real service log that a demo day replays: read, checked, turned into visits. The mapping stands in ``docs/reference/replay.md``."""

import csv
import gzip
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

# The stock exchange desk of the log, which not every server works at, is the second business; the others are the first.
BUSINESSES = {"NE": "VEH-MORTGAGE"}
ORDINARY = "DRV-RENEW"
FILE = Path(__file__).parent / "data" / "service-log-1999-02.csv.gz"
GREEN = 2
# A server who was away for longer than this, while people waited, had a break; for less, work after the call.
BREAK_S = 600
MENU_S = 8
OPENS_S = 6 * 3600 + 1800


@dataclass(frozen=True, slots=True)
class LoggedVisit:
    """One visit of the log; seconds since midnight, waits and services in seconds. ``arrived_s``: when it joins the line.

    ``away_s``: for how long after it the server was seen not to be free (``_seen_away``).
    """

    number: int
    arrived_s: int
    kind: str
    green: bool
    english: bool
    served: bool
    wait_s: int
    service_s: int
    server: str
    away_s: int = 0

    @property
    def business(self) -> str:
        """The business of the hall that its kind of service stands for."""
        return BUSINESSES.get(self.kind, ORDINARY)

    @property
    def begin_s(self) -> int:
        """When its service began."""
        return self.arrived_s + self.wait_s

    @property
    def end_s(self) -> int:
        """When its service ended."""
        return self.begin_s + self.service_s

    @property
    def takes_s(self) -> int:
        """For how long it takes a window: the service, and the work after it; a break is not its own."""
        return max(self.service_s, 1) + (self.away_s if self.away_s <= BREAK_S else 0)


def days() -> list[date]:
    """The days of the log."""
    return sorted(_by_day())


def visits_of(on: date) -> list[LoggedVisit]:
    """The visits of a day in order of arrival; line faults (PHANTOM) and the few of the night are left out."""
    found = [_visit(line) for line in _by_day().get(on, ()) if line["outcome"] != "PHANTOM"]
    found = sorted((visit for visit in found if visit.arrived_s >= OPENS_S), key=lambda visit: (visit.arrived_s, visit.number))
    away = _seen_away(found)
    return [replace(visit, away_s=away.get(visit.number, 0)) for visit in found]


@cache
def _by_day() -> dict[date, list[dict[str, str]]]:
    """The lines of the log by day, read once."""
    found: dict[str, list[dict[str, str]]] = {}
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as text:
        for line in csv.DictReader(text):
            found.setdefault(line["date"], []).append(line)
    return {date.fromisoformat(day): lines for day, lines in found.items()}


def _visit(line: dict[str, str]) -> LoggedVisit:
    served = line["outcome"] == "AGENT"
    # Before the line there is a spoken menu of some seconds; who finds no line goes from it straight to a server.
    joined = line["queue_start"] or line["served_from"]
    return LoggedVisit(
        int(line["visit"]), seconds(joined) if joined else seconds(line["arrived"]) + MENU_S, line["service"], int(line["priority"]) == GREEN,
        line["service"] == "PE", served, int(line["wait_s"]), int(line["service_s"]) if served else 0, line["server"] if served else "",
    )  # fmt: skip


def seconds(clock: str) -> int:
    """``8:09:16`` as seconds since midnight."""
    hours, minutes, rest = (int(part) for part in clock.split(":"))
    return hours * 3600 + minutes * 60 + rest


def by_server(visits: list[LoggedVisit]) -> dict[str, list[LoggedVisit]]:
    """What each named server served, in order."""
    found: dict[str, list[LoggedVisit]] = {}
    for visit in sorted(visits, key=lambda v: (v.begin_s, v.number)):
        if visit.server:
            found.setdefault(visit.server, []).append(visit)
    return found


def _seen_away(visits: list[LoggedVisit]) -> dict[int, int]:
    """By visit: for how many seconds after it its server was seen not to be free.

    The log names neither work after a call nor breaks. But who is free takes whoever waits: as long as somebody waited whom the server
    takes, he was not free. Where the next one had waited, he was away until that one's service began; where the next one had not, until
    the last moment at which anybody waited. What he did when nobody waited cannot be seen, and counts as being free.
    """
    found: dict[int, int] = {}
    waits = [(v.arrived_s, v.begin_s, v.business) for v in visits if v.wait_s > 0]
    begins = [begin for begin, _, _ in waits]
    for served in by_server(visits).values():
        takes = {visit.business for visit in served}
        for visit, following in pairwise(served):
            until = following.begin_s
            if following.wait_s == 0:
                before = waits[: bisect_left(begins, until)]
                until = max((min(end, until) for _, end, business in before if end > visit.end_s and business in takes), default=visit.end_s)
            found[visit.number] = max(0, until - visit.end_s)
    return found


def duty(visits: list[LoggedVisit]) -> dict[str, list[tuple[int, int]]]:
    """When each server was there: from the first service to the end of the last, in stretches between breaks."""
    found = {}
    for server, served in by_server(visits).items():
        ends = [visit for visit in served[:-1] if visit.away_s > BREAK_S]
        begins = [served[0].begin_s, *(visit.end_s + visit.away_s for visit in ends)]
        found[server] = list(zip(begins, [*(visit.end_s for visit in ends), max(visit.end_s for visit in served)], strict=True))
    return found
