"""Who may print papers, print them again, and revoke them."""

from yitang.platform.identity.public import Rule

PRINT = "papers.print"
COPY = "papers.print_copy"
REVOKE = "papers.revoke"
SEE = "papers.see"
OWN = "papers.see_own"
DESKS = ("clerk", "reviewer", "chief")
ACCESS = (
    Rule(PRINT, DESKS, "office", "two_factor", "papers of a case that the own office accepted or manages"),
    Rule(COPY, DESKS, "office", "two_factor", "a copy, marked as one, with its reason"),
    Rule(REVOKE, ("chief",), "office", "two_factor", "a paper of the own office holds no more, with its reason", fresh=True),
    Rule(SEE, DESKS, "office", "two_factor", "papers of the own office as they were printed"),
    Rule(OWN, ("citizen",), "self", "anonymous", "papers of a case that one may see oneself, marked as electronic copies"),
    Rule(OWN, ("clerk", "reviewer", "chief", "archivist"), "office", "two_factor", "what the citizen's page of a case of the own office shows"),
)
