"""Who may rate: the citizen on the own phone, or at the second screen of the window; never the clerk."""

from yitang.platform.identity.public import Rule

RATE = "feedback.rate"
READ = "feedback.read"
ACCESS = (
    Rule(RATE, ("citizen",), "self", "anonymous", "the own visit, on the own phone"),
    Rule(RATE, ("screen",), "window", "none", "the visit just served, at the citizen's side of the window"),
    Rule(READ, ("chief",), "office", "two_factor", "ratings of the own office"),
)
