"""Who sees what would go, and who lets it go: no page and no post, only the program's own job and command."""

from yitang.platform.identity.public import Rule

SEE = "retention.see"
FORGET = "retention.forget"
END = "retention.end_run"
ACCESS = (
    Rule(SEE, ("admin", "system"), "any", "two_factor", "how much would go and what holds the rest back: counts, no row"),
    Rule(FORGET, ("system",), "any", "two_factor", "a batch of what has been kept long enough, by the worker or the command line"),
    Rule(END, ("system",), "any", "two_factor", "a run has come to its end, with its counts"),
)
