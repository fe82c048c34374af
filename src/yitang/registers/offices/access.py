"""Who asks for and decides changes of hours, closed days and plans."""

from yitang.platform.identity.public import Rule

ASK = "offices.ask_change"
CONFIRM = "offices.confirm_change"
REFUSE = "offices.refuse_change"
ACCESS = (
    Rule(ASK, ("chief",), "office", "two_factor", "the head of the office knows his hall and answers for it"),
    Rule(CONFIRM, ("admin",), "any", "two_factor", "the other half, by somebody who gains nothing by the order of a hall", fresh=True),
    Rule(REFUSE, ("admin",), "any", "two_factor", "the other half"),
)
