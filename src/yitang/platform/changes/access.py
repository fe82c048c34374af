"""Who asks for, decides and sees changes of policy values; and who sees and takes back changes of every kind."""

from yitang.platform.identity.public import Rule

ASK_POLICY = "changes.ask_policy"
CONFIRM_POLICY = "changes.confirm_policy"
REFUSE_POLICY = "changes.refuse_policy"
WITHDRAW = "changes.withdraw"
SEE = "changes.see"
ACCESS = (
    Rule(ASK_POLICY, ("admin",), "any", "two_factor", "the one half of a change of policy"),
    Rule(CONFIRM_POLICY, ("security",), "any", "two_factor", "the other half, by another person: limits are rights", fresh=True),
    Rule(REFUSE_POLICY, ("security",), "any", "two_factor", "the other half, by another person"),
    Rule(WITHDRAW, ("admin", "chief"), "self", "two_factor", "what one has asked for oneself, while nobody has decided it"),
    Rule(SEE, ("admin", "security", "audit", "chief"), "any", "two_factor", "what is changed here, by whom, why; no person and no case is in it"),
)
