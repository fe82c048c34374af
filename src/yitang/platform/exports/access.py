"""Who takes a list out as a file, who lets a large one go, and who reads a mark."""

from yitang.platform.identity.public import Rule

ASK = "exports.ask"
APPROVE = "exports.approve"
REFUSE = "exports.refuse"
SEE = "exports.see"
MAKE = "exports.make"
TAKE = "exports.take"
WHOSE = "exports.whose"
ACCESS = (
    Rule(ASK, ("reviewer", "chief"), "office", "two_factor", "a list of the own office, for a stated purpose", fresh=True),
    Rule(APPROVE, ("reviewer", "chief"), "office", "two_factor", "one above the cap, by another person of the office", fresh=True),
    Rule(REFUSE, ("reviewer", "chief"), "office", "two_factor", "the same"),
    Rule(SEE, ("reviewer", "chief"), "office", "two_factor", "large ones that wait for a second person"),
    Rule(SEE, ("reviewer", "chief"), "self", "two_factor", "the own ones"),
    Rule(MAKE, ("reviewer", "chief"), "self", "two_factor", "by the worker, for who asked, with the rights that he has then"),
    Rule(TAKE, ("reviewer", "chief"), "self", "two_factor", "the own file, once, until it is over", fresh=True),
    Rule(WHOSE, ("system",), "any", "two_factor", "whose export a file came from, by the command line"),
)
