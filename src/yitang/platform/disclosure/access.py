"""Who sees how much was looked at, and who raises a budget."""

from yitang.platform.identity.public import Rule

SEE = "disclosure.see_budgets"
RAISE = "disclosure.raise_budget"
ACCESS = (
    Rule(SEE, ("chief",), "office", "two_factor", "how many people each of the own office has seen today; no person behind it"),
    Rule(RAISE, ("chief",), "office", "two_factor", "more for today, with a reason, never for himself"),
)
