"""Who may read the log along a thread: the audit administrator, of every office; he sees no content of a case and no person."""

from yitang.platform.identity.public import Rule

TRACE = "oversight.trace"
FAULTS = "oversight.see_faults"
RATES = "oversight.see_rates"
ACCESS = (
    Rule(TRACE, ("audit",), "any", "two_factor", "rows of the log with their proofs; each reading is itself a row"),
    Rule(FAULTS, ("audit",), "any", "two_factor", "faults of a day with the way back to the acts, and looks without work in hand"),
    Rule(RATES, ("audit",), "any", "two_factor", "how often each officer overrides and looks, against the others"),
)
