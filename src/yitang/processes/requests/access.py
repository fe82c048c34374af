"""Who asks for what is known of himself, and who answers."""

from yitang.platform.identity.public import Rule

ASK = "requests.ask"
ASK_AT_DESK = "requests.ask_at_desk"
WITHDRAW = "requests.withdraw"
SEE = "requests.see"
ANSWER = "requests.answer"
CORRECT = "requests.correct"
REFUSE = "requests.refuse"
COPY = "requests.copy"
ACCESS = (
    Rule(ASK, ("citizen",), "self", "code", "of the own data, signed in by a code to the registered phone"),
    Rule(ASK_AT_DESK, ("clerk", "reviewer"), "office", "two_factor", "for the person at the desk, whose document was seen"),
    Rule(WITHDRAW, ("citizen",), "self", "code", "the own request, as long as it is open"),
    Rule(SEE, ("citizen",), "self", "code", "the own requests"),
    Rule(SEE, ("reviewer", "chief"), "office", "two_factor", "requests to the own office"),
    Rule(ANSWER, ("reviewer", "chief"), "office", "two_factor", "another person than the one who asks; deletes what may go", fresh=True),
    Rule(CORRECT, ("reviewer", "chief"), "office", "two_factor", "writes the register", fresh=True),
    Rule(REFUSE, ("reviewer", "chief"), "office", "two_factor", "with its ground and the way to contest it"),
    Rule(COPY, ("citizen",), "self", "code", "everything that is held of him, once his request for a copy is answered"),
    Rule(COPY, ("reviewer",), "office", "two_factor", "to print it for the person who asked at the desk", fresh=True),
)
