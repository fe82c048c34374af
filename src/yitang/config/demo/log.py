"""The real service log that a demo day replays: read, checked, turned into visits. The mapping stands in ``data/README.md``."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FILE = Path(__file__).parent / "data" / "service-log-1999-02.csv.gz"
GREEN = 2
BREAK_S = 15
MENU_S = 8
OPENS_S = 6 * 3600 + 1800


@dataclass(frozen=True, slots=True)
class LoggedVisit:
    """One visit of the log; seconds since midnight, waits and services in seconds. ``arrived_s``: when it joins the line."""

    number: int
    arrived_s: int
    kind: str
    green: bool
    english: bool
    served: bool
    wait_s: int
    service_s: int
    server: str


def days() -> list[date]:
    """The days of the log."""
    return sorted({date.fromisoformat(line["date"]) for line in _lines()})


def visits_of(on: date) -> list[LoggedVisit]:
    """The visits of a day in order of arrival; line faults (PHANTOM) and the few of the night are left out."""
    found = [_visit(line) for line in _lines() if line["date"] == on.isoformat() and line["outcome"] != "PHANTOM"]
    found = [visit for visit in found if visit.arrived_s >= OPENS_S]
    return sorted(found, key=lambda visit: (visit.arrived_s, visit.number))


def _lines() -> Iterator[dict[str, str]]:
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


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


def duty(visits: list[LoggedVisit]) -> dict[str, list[tuple[int, int]]]:
    """When each server was at work: services less than a quarter of a minute apart are one spell, a longer gap is a break.

    The log names neither breaks nor work after a call. On most days people wait while servers stand idle by the log, so they were
    not free; the shortest gap that the clock of a fast replay can still tell apart is taken for one.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for visit in sorted(visits, key=lambda v: v.arrived_s + v.wait_s):
        if not visit.server:
            continue
        begin = visit.arrived_s + visit.wait_s
        end = begin + visit.service_s
        spells = found.setdefault(visit.server, [])
        if spells and begin - spells[-1][1] <= BREAK_S:
            spells[-1] = (spells[-1][0], max(end, spells[-1][1]))
        else:
            spells.append((begin, end))
    return found
