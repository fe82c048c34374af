"""Faults of a day with the way back to the acts, looks without work in hand, and officers and pairs who stand out. Each reading is a row of the log."""

from datetime import date, datetime, timedelta
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import TrailRow, Wanted, counted, look, said, trail
from yitang.platform.database.public import transaction
from yitang.platform.identity.public import Place, allow, may
from yitang.platform.policy.public import value
from yitang.processes.cases.public import entered_by_mistake, handled, review_pairs
from yitang.processes.feedback.public import low_ratings
from yitang.processes.oversight.access import FAULTS, RATES
from yitang.processes.oversight.domain import PURPOSES, Fault, Look, Pair, Rate, pairs, rates
from yitang.processes.oversight.domain import RATES as KINDS
from yitang.processes.queue.public import doubts_of, served_spans
from yitang.registers.offices.public import halls

MOST = 200
LOOKED = ("person", "person.name", "person.number", "person.phone", "vehicle")


def faults(viewer: Viewer, on: date) -> list[Fault]:
    """差错: low ratings, calls that do not follow from the rule, cases entered by mistake, and refused acts of a day, in all offices, newest first.

    Raises: PostMayNot.
    """
    allow(viewer, FAULTS)
    start, end = clock.local_day_bounds(on)
    with transaction():
        may(viewer, FAULTS, Place())
        found = [Fault("rating", "差评", "low rating", one.account_id, one.at, "ticket", str(one.ticket_id)) for one in low_ratings(start, end, MOST)]
        for hall in halls():
            found += [Fault("call", "叫号不合规则", "call out of order", one.account_id, one.at, "ticket", one.label) for one in doubts_of(hall.id, on)[1]]
        found += [
            Fault("mistake", "录入有误撤回", "entered by mistake", one.account_id, one.at, "case", one.number) for one in entered_by_mistake(start, end, MOST)
        ]
        refused = trail(Wanted(result="refused", from_at=start, to_at=end), MOST)
        found += [Fault("refused", "操作被拒", "refused act", one.account, one.at, "row", str(one.id), one.act) for one in refused]
        look(viewer, "log", f"faults:{on}", PURPOSES["routine"][0])
    return sorted(found, key=lambda one: one.at, reverse=True)


def looks_without_work(viewer: Viewer, on: date) -> list[Look]:
    """无业务查看: looks at people and vehicles of a day for which the officer had nobody at his window then and no case that day with that person or
    vehicle (X5). What was stated as the reason stands beside it; who stated none comes first.

    Raises: PostMayNot.
    """
    allow(viewer, FAULTS)
    start, end = clock.local_day_bounds(on)
    with transaction():
        may(viewer, FAULTS, Place())
        found = _without_work(trail(Wanted(acts=("look",), result="looked", from_at=start, to_at=end), MOST * 50), start, end)
        heard = said(one.id for one in found)
        look(viewer, "log", f"looks:{on}", PURPOSES["routine"][0])
    lines = [
        Look(one.id, one.account, one.post, one.at, one.thing_kind, one.thing_id, str(heard[one.id].payload.get("reason", ""))[:200], heard[one.id].state)
        for one in found
        if one.account
    ]
    return sorted(lines, key=lambda one: (bool(one.reason), one.at))


def _without_work(looks: list[TrailRow], start: datetime, end: datetime) -> list[TrailRow]:
    looks = [one for one in looks if one.account and one.thing_kind in LOOKED]
    spans = served_spans(start, end)
    in_hand = handled({one.account for one in looks if one.account}, start, end)

    def has_work(one: TrailRow) -> bool:
        served = any(account == one.account and begins <= one.at and (over is None or one.at <= over) for account, begins, over in spans)
        return served or (one.account, UUID(one.thing_id)) in in_hand

    return [one for one in looks if not has_work(one)]


def officer_rates(viewer: Viewer, kind: str) -> list[Rate]:
    """偏离同事: how often each officer did this (``KINDS``) in the last ``oversight.rate_days``, against the others; likeliest to stand out first.

    Raises: PostMayNot.
    """
    allow(viewer, RATES)
    _, _, acts, things, work = KINDS[kind]
    from_at, to_at = _period()
    with transaction():
        may(viewer, RATES, Place())
        done = [one for one in counted(acts, ("done", "looked"), from_at, to_at) if not things or one["thing_kind"] in things]
        of = counted(work, ("done",), from_at, to_at)
        look(viewer, "log", f"rates:{kind}", PURPOSES["routine"][0])
    counts: dict[UUID, tuple[int, int]] = {}
    for one in done:
        counts[one["account"]] = (counts.get(one["account"], (0, 0))[0] + one["n"], 0)
    for one in of:
        did, much = counts.get(one["account"], (0, 0))
        counts[one["account"]] = (did, much + one["n"])
    return rates(counts, value("oversight.rate_chance"), value("oversight.rate_least"))


def reviewing_pairs(viewer: Viewer) -> list[Pair]:
    """互审: pairs of acceptor and reviewer of the last ``oversight.rate_days``, by person; likeliest to stand out first (X13).

    Raises: PostMayNot.
    """
    allow(viewer, RATES)
    from_at, to_at = _period()
    with transaction():
        may(viewer, RATES, Place())
        found = review_pairs(from_at, to_at)
        look(viewer, "log", "rates:pairs", PURPOSES["routine"][0])
    return pairs(found, value("oversight.rate_chance"), value("oversight.rate_least"))


def _period() -> tuple[datetime, datetime]:
    end = clock.local_day_bounds(clock.today())[1]
    return end - timedelta(days=value("oversight.rate_days")), end
