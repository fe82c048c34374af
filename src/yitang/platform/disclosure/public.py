"""Front door of disclosure."""

from yitang.platform.disclosure.domain import BudgetRow, Standing
from yitang.platform.disclosure.errors import BudgetSpent, NotOwnBudget, RaiseOutOfBounds, RaiseWithoutReason
from yitang.platform.disclosure.operations import raise_budget, show_people
from yitang.platform.disclosure.queries import budgets_today, own_budget

__all__ = [
    "BudgetRow", "BudgetSpent", "NotOwnBudget", "RaiseOutOfBounds", "RaiseWithoutReason", "Standing", "budgets_today", "own_budget", "raise_budget",
    "show_people",
]  # fmt: skip
