"""Who may erase what the log says about a person: one asks, another confirms; none of the three administrators, who see no person."""

from yitang.platform.audit.public import ASK_ERASURE
from yitang.platform.identity.public import Rule

ASK = ASK_ERASURE
CONFIRM = "erasure.confirm"
REFUSE = "erasure.refuse"
SEE = "erasure.see"
ACCESS = (
    Rule(ASK, ("reviewer", "chief"), "office", "two_factor", "the one half of an erasure, with legal ground and reason; never for himself"),
    Rule(CONFIRM, ("chief",), "office", "two_factor", "the other half, by another person, never for himself", fresh=True),
    Rule(REFUSE, ("chief",), "office", "two_factor", "nothing is erased; by another person, with a reason"),
    Rule(SEE, ("reviewer", "chief"), "office", "two_factor", "erasures asked for at the own office, masked"),
)
