"""Who may change keys: whoever has a shell of the program's own user on its machine, by the command line, and nobody by a page."""

from yitang.platform.identity.public import Rule

ROTATE = "keys.rotate"
RETIRE = "keys.retire"
ACCESS = (
    Rule(ROTATE, ("system",), "any", "two_factor", "a new current key, by the command line on the machine of the program"),
    Rule(RETIRE, ("system",), "any", "two_factor", "an old key put away once no value lies under it, by the command line"),
)
