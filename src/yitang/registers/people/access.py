"""Who may look for people, and see what is masked."""

from yitang.platform.identity.public import Rule

FIND = "people.find"
UNMASK = "people.unmask"
CODE = "people.ask_for_code"
ACCESS = (
    Rule(FIND, ("clerk", "guide", "reviewer"), "any", "two_factor", "exact search with work in hand"),
    Rule(UNMASK, ("clerk", "reviewer"), "any", "two_factor", "one value for one reason; each look is recorded", fresh=True),
    Rule(CODE, ("citizen",), "self", "anonymous", "a code to the registered phone; the answer never says whether there is one"),
)
