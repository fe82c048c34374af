"""What somebody may ask the log for, and the statistic by which an officer stands out from the others."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

# From what a thread is taken up: Chinese, English.
BEGINS = {
    "time": ("时间段", "time"), "case": ("业务号", "case"), "ticket": ("排队号", "ticket"), "officer": ("工号", "officer"), "window": ("窗口号", "window"),
    "person": ("人员标识", "person reference"), "trace": ("追踪号", "trace"),
}  # fmt: skip
PURPOSES = {
    "routine": ("例行检查", "routine"), "complaint": ("投诉举报", "complaint"), "fault": ("差错倒查", "tracing a fault"),
    "case": ("案件办理", "an investigation"),
}  # fmt: skip
# A rate that is counted: Chinese, English, the acts counted, the kinds of thing (any if none), the acts that it is held against.
RATES = {
    "look": ("查看人员车辆", "looks at people and vehicles", ("look",), ("person", "person.name", "person.number", "person.phone", "vehicle", "upload"),
             ("queue.call_next", "cases.review")),
    "green": ("发优先号", "priority tickets", ("queue.issue_green_ticket",), (), ("queue.issue_ticket", "queue.issue_green_ticket")),
    "transfer": ("转窗", "transfers", ("queue.transfer",), (), ("queue.call_next",)),
    "no_show": ("过号", "missed calls", ("queue.no_show",), (), ("queue.call_next",)),
    "withdraw": ("撤回业务", "withdrawn cases", ("cases.withdraw",), (), ("cases.accept",)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rate:
    """How often somebody did something (``count``) in so much work (``of``), against the others (``peers`` each unit of work), and how likely that is."""

    account: UUID
    count: int
    of: int
    peers: float
    chance: float
    stands_out: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two persons who accept and review for each other: ``count`` together, ``expected`` if the reviewer were as anybody's."""

    acceptor: UUID
    reviewer: UUID
    count: int
    expected: float
    chance: float
    stands_out: bool


def at_least(count: int, expected: float) -> float:
    """How likely it is that something which happens ``expected`` times on average happens at least ``count`` times (Poisson). 1 for a count of 0.

    >>> round(at_least(1, 0.5), 4)
    0.3935
    """
    if count <= 0:
        return 1.0
    if expected <= 0:
        return 0.0
    # Summed from the count upwards, so that a small chance is not the difference of two large ones.
    term = math.exp(count * math.log(expected) - expected - math.lgamma(count + 1))
    total, k = 0.0, count
    while term > total * 1e-15:
        total, k = total + term, k + 1
        term *= expected / k
    return min(1.0, total)


def rates(counts: Mapping[UUID, tuple[int, int]], threshold: float, least: int) -> list[Rate]:
    """Each officer's rate against all others together. ``counts``: how often, in how much work. Who did no such work has no rate.

    Expected of an officer is the others' rate times his own work; where the others never did it, half a time in all their work. An officer stands out if the
    chance of so many is below ``threshold`` and he did it at least ``least`` times. Likeliest to stand out first.
    """
    all_count, all_of = (sum(one[n] for one in counts.values()) for n in (0, 1))
    found = []
    for account, (count, of) in counts.items():
        work = max(of, 1 if count else 0)
        if not work:
            continue
        others = all_of - of
        peers = max(all_count - count, 0.5) / others if others > 0 else 0.0
        chance = at_least(count, peers * work) if others > 0 else 1.0
        found.append(Rate(account, count, of, peers if all_count > count else 0.0, chance, count >= least and chance < threshold))
    return sorted(found, key=lambda one: (one.chance, -one.count, str(one.account)))


def pairs(counts: Mapping[tuple[UUID, UUID], int], threshold: float, least: int) -> list[Pair]:
    """Acceptor and reviewer who meet more often than by their work alone: of an acceptor's cases the reviewer would have the share that he has of the
    others'. Likeliest to stand out first.
    """
    acceptors, reviewers = dict[UUID, int](), dict[UUID, int]()
    for (acceptor, reviewer), n in counts.items():
        acceptors[acceptor] = acceptors.get(acceptor, 0) + n
        reviewers[reviewer] = reviewers.get(reviewer, 0) + n
    total = sum(counts.values())
    found = []
    for (acceptor, reviewer), n in counts.items():
        others = total - acceptors[acceptor]
        share = max(reviewers[reviewer] - n, 0.5) / others if others > 0 else 1.0
        expected = min(share, 1.0) * acceptors[acceptor]
        chance = at_least(n, expected)
        found.append(Pair(acceptor, reviewer, n, expected, chance, n >= least and chance < threshold))
    return sorted(found, key=lambda one: (one.chance, -one.count, str(one.acceptor), str(one.reviewer)))


@dataclass(frozen=True, slots=True)
class Look:
    """A look at a person or vehicle for which there was neither ticket nor case. ``reason``: what was stated; nothing when none was, or it was erased."""

    row_id: UUID
    account: UUID
    post: str
    at: datetime
    thing_kind: str
    thing_id: str
    reason: str
    state: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a day, and from what its thread is taken up: ``begins`` and ``said`` as a person would type them. ``act``: of a refused act, which."""

    kind: str
    zh: str
    en: str
    account: UUID | None
    at: datetime
    begins: str
    said: str
    act: str = ""
