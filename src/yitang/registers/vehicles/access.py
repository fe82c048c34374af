"""Who may look for vehicles."""

from yitang.platform.identity.public import Rule

FIND = "vehicles.find"
ACCESS = (Rule(FIND, ("clerk", "guide", "reviewer"), "any", "two_factor", "exact search with work in hand"),)
