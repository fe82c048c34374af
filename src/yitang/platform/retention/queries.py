"""The rules of all rooms, and what they would do now."""

import json
from datetime import datetime
from functools import lru_cache

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import REAL, Kept, declared, row, rows
from yitang.platform.identity.public import allow
from yitang.platform.policy.public import value_row
from yitang.platform.retention.access import SEE
from yitang.platform.retention.domain import PlanRow, RunRow, limit


@lru_cache(maxsize=1)
def rules() -> tuple[Kept, ...]:
    """Every rule of every room, in the order of the floors (``kept`` of its ``AppConfig``)."""
    return tuple(declared("kept"))


def over_before(kept: Kept) -> datetime:
    """The moment before which rows of this rule have been kept long enough, by the rule's own clock."""
    keeps = value_row(kept.policy)
    return limit(clock.real_now() if kept.by == REAL else clock.now(), keeps.value, keeps.unit)


def plan(viewer: Viewer) -> list[PlanRow]:
    """What would go now, rule by rule, and what holds the others back. Nothing is written.

    Raises: PostMayNot.
    """
    allow(viewer, SEE)
    return [_planned(kept) for kept in rules()]


def _planned(kept: Kept) -> PlanRow:
    keeps = value_row(kept.policy)
    counted = row(kept.counting(), [over_before(kept)]) or {}
    held = tuple((block.zh, block.en, counted[f"held_{n}"]) for n, block in enumerate(kept.blocks) if counted[f"held_{n}"])
    return PlanRow(kept.name, kept.zh, kept.en, kept.deletes, keeps.value, keeps.unit, kept.policy, keeps.source, keeps.verified, counted["due"], held)


def runs(viewer: Viewer, most: int = 10) -> list[RunRow]:
    """The latest runs, newest first.

    Raises: PostMayNot.
    """
    allow(viewer, SEE)
    found = rows("SELECT started_at, ended_at, counts FROM retention_run ORDER BY slot DESC LIMIT %s", [most])
    return [RunRow(one["started_at"], one["ended_at"], json.loads(one["counts"]) if isinstance(one["counts"], str) else one["counts"]) for one in found]
