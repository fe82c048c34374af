"""What is said of a budget."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Standing:
    """How many distinct persons somebody has seen today at a post, of how many; ``near``: the end is near and the page says so."""

    seen: int
    allowed: int
    near: bool

    @property
    def left(self) -> int:
        """How many more."""
        return self.allowed - self.seen


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A budget of today, for the head of the office. ``raised``: by how much, ``why``: the reasons; ``own``: it is the viewer's."""

    id: UUID
    account_id: UUID
    post: str
    standing: Standing
    raised: int
    why: tuple[str, ...]
    own: bool


def allowed_to(budgets: Mapping[str, int], post: str) -> int:
    """How many distinct persons a day a post may see; a post that policy does not name has the one of ``other``."""
    return budgets[post] if post in budgets else budgets[OTHER]


def standing(seen: int, allowed: int, warn_share: float) -> Standing:
    """The standing; it warns from this share of the budget on."""
    return Standing(seen, allowed, seen >= allowed * warn_share)
