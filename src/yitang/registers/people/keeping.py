"""How long the register keeps counts of searches that found nobody: the limit looks back one hour."""

from yitang.platform.database.public import REAL, Kept

KEPT = (
    Kept("people.misses", "查无此人的次数", "searches that found nobody", "people_miss", "r.at", "retention.misses_days", REAL),
)  # fmt: skip
