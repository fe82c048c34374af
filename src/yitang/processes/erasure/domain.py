"""Why something may be erased, and what becomes of a request."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

# (state, act) -> state
STATES = {("waiting", "confirm"): "erased", ("waiting", "refuse"): "refused"}
LAW = "个人信息保护法第四十七条"
# The grounds of PIPL art. 47 paragraph 1, in its order.
GROUNDS = {
    "purpose": ("处理目的已实现、无法实现或者不再必要", "The purpose is met, cannot be met, or needs it no longer"),
    "period": ("保存期限已届满", "The time it had to be kept is over"),
    "consent": ("个人撤回同意", "The person withdraws consent"),
    "unlawful": ("处理违反法律、行政法规或者约定", "It was handled against the law or what was agreed"),
    "other": ("法律、行政法规规定的其他情形", "Another case that a law names"),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A case that must be kept. ``until``: the first day on which it no longer must; nothing while it is under way."""

    number: str
    until: date | None


def must_be_kept(open_number: str, last_number: str, last_on: date | None, years: int, today: date) -> Kept | None:
    """The case of a person that forbids the erasure, if one does: one under way, else the newest until ``years`` years after its last act."""
    if open_number:
        return Kept(open_number, None)
    if last_on is None:
        return None
    until = _years_after(last_on, years)
    return Kept(last_number, until) if today < until else None


def _years_after(on: date, years: int) -> date:
    """The same day so many years later; of a 29 February the first of March, so that nothing is kept a day too short."""
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return date(on.year + years, 3, 1)


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """An erasure as the office sees it; the person masked. ``own``: the viewer asked for it, or it is about the viewer."""

    id: UUID
    person_name: str
    person_last4: str
    ground: str
    reason: str
    state: str
    asked_account: UUID
    asked_at: datetime
    asked_log: UUID
    decided_account: UUID | None
    decided_at: datetime | None
    decided_reason: str
    decided_log: UUID | None
    keys: int
    own: bool

    @property
    def ground_zh(self) -> str:
        """The ground in Chinese, in the words of the law."""
        return GROUNDS[self.ground][0]
