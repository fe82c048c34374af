"""The green channel (绿色通道): its grounds as data, how many use it, and each officer's rate beside that of the others (X2).

A ground has kinds of evidence; what a person of the office saw is kept as the kind alone, never a certificate's number. The effect is the head
start of the calling rule and nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp
from typing import Any
from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row, rows
from yitang.platform.identity.public import Place, allow, may
from yitang.platform.policy.public import value
from yitang.processes.queue.access import FIGURES
from yitang.processes.queue.snapshot import hall_row

GIVEN = """
SELECT issued_by, count(*) AS given, count(*) FILTER (WHERE klass = 'green') AS green FROM queue_ticket
WHERE hall_id = %s AND day = %s AND issued_by IS NOT NULL GROUP BY issued_by
"""
BY_EVIDENCE = "SELECT issued_by, evidence, count(*) AS n FROM queue_ticket WHERE hall_id = %s AND day = %s AND klass = 'green' GROUP BY issued_by, evidence"


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of the green channel: who it is for, what is shown for it (kind, Chinese, English), where it comes from and how sure that is."""

    key: str
    zh: str
    en: str
    kinds: tuple[tuple[str, str, str], ...]
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class HeadStart:
    """What the calling rule gives the green channel: each minute of waiting counts ``rate`` times; who waited ``cap_minutes`` goes before everybody."""

    rate: float
    start: float
    cap_minutes: float


@dataclass(frozen=True, slots=True)
class Share:
    """Numbers of a hall and day, and those of the green channel among them; nobody is named."""

    given: int
    green: int

    @property
    def percent(self) -> int:
        """The share in whole percent."""
        return round(100 * self.green / self.given) if self.given else 0


@dataclass(frozen=True, slots=True)
class OfficerRate:
    """What one officer gave on a day. ``expected``: green numbers that he would have given at the others' rate, nothing when there are no others.

    ``chance``: of so many or more at that rate (0 to 1); ``odd``: it is below ``queue.green_odd_chance``. ``evidence``: kinds and how often.
    """

    account_id: UUID
    given: int
    green: int
    expected: float | None
    chance: float | None
    odd: bool
    evidence: tuple[tuple[str, int], ...]


def grounds() -> tuple[Ground, ...]:
    """The grounds that the office recognises, in their order."""
    return tuple(
        Ground(one["key"], one["zh"], one["en"], tuple((kind["key"], kind["zh"], kind["en"]) for kind in one["kinds"]), one["source"], one["confidence"])
        for one in value("queue.green_grounds")
    )


def kinds_of(list_: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Every kind of evidence in a list of grounds."""
    return frozenset(kind["key"] for ground in list_ for kind in ground["kinds"])


def head_start() -> HeadStart:
    """What the rule in force gives the green channel, for those who wait."""
    rule = value("queue.rule")
    green, ordinary = rule["classes"]["green"], rule["classes"]["ordinary"]
    return HeadStart(green["rate"] / ordinary["rate"], green["start"] - ordinary["start"], rule["age_cap_minutes"])


def green_share(hall_id: UUID, on: date) -> Share:
    """How many numbers of a day went through the green channel: for everybody, it holds counts alone."""
    found = row("SELECT count(*) AS given, count(*) FILTER (WHERE klass = 'green') AS green FROM queue_ticket WHERE hall_id = %s AND day = %s", [hall_id, on])
    assert found is not None
    return Share(found["given"], found["green"])


def at_least(k: int, n: int, share: float) -> float:
    """The chance of ``k`` or more out of ``n`` (binomial), summed from the rarer side."""
    chance, odds = (1 - share) ** n, share / (1 - share)
    below = 0.0
    for i in range(k):
        below += chance
        chance *= odds * (n - i) / (i + 1)
    return max(0.0, 1.0 - below)


def at_least_of_rate(k: int, mean: float) -> float:
    """The chance of ``k`` or more at a mean (Poisson)."""
    chance, below = exp(-mean), 0.0
    for i in range(k):
        below += chance
        chance *= mean / (i + 1)
    return max(0.0, 1.0 - below)


def _judged(mine: Mapping[str, Any], all_: list[dict[str, Any]]) -> tuple[float | None, float | None]:
    """Expected green numbers and the chance of as many, beside the others who work alike.

    Who also gives ordinary numbers is compared by the share; who gives green ones only (a clerk) by how many. One more of each is counted in,
    so that a few quiet colleagues do not make everybody suspicious.
    """
    only = mine["green"] == mine["given"]
    others = [r for r in all_ if r["issued_by"] != mine["issued_by"] and (r["green"] == r["given"]) is only]
    if not others:
        return None, None
    green, given = sum(r["green"] for r in others), sum(r["given"] for r in others)
    if only:
        mean = (green + 1) / len(others)
        return mean, at_least_of_rate(mine["green"], mean)
    share = (green + 1) / (given + 2)
    return mine["given"] * share, at_least(mine["green"], mine["given"], share)


def green_rates(viewer: Viewer, hall_id: UUID, on: date) -> list[OfficerRate]:
    """Every officer who gave numbers in a hall on a day, the least likely first, for the head of its office.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, FIGURES)
    may(viewer, FIGURES, Place((hall_row(hall_id).office_id,), hall_id))
    found, least, limit = rows(GIVEN, [hall_id, on]), value("queue.green_odd_least"), value("queue.green_odd_chance")
    kinds: dict[UUID, list[tuple[str, int]]] = {}
    for r in rows(BY_EVIDENCE, [hall_id, on]):
        kinds.setdefault(r["issued_by"], []).append((r["evidence"], r["n"]))
    rates = []
    for r in found:
        expected, chance = _judged(r, found)
        odd = chance is not None and chance < limit and r["green"] >= least
        rates.append(OfficerRate(r["issued_by"], r["given"], r["green"], expected, chance, odd, tuple(sorted(kinds.get(r["issued_by"], [])))))
    return sorted(rates, key=lambda one: (not one.odd, 2.0 if one.chance is None else one.chance, str(one.account_id)))
