"""Who may change keys: two of the administrators who answer for the machine and for its keys, at the command line on the machine of the program."""

from yitang.platform.identity.public import Rule

ASK = "keys.ask_change"
CONFIRM = "keys.confirm_change"
ROTATE = "keys.rotate"
RETIRE = "keys.retire"
KEEPERS = ("admin", "security")
ACCESS = (
    Rule(ASK, KEEPERS, "any", "two_factor", "the one half of a key change (ASVS 2.3.5), by the command line", fresh=True),
    Rule(CONFIRM, KEEPERS, "any", "two_factor", "the other half, by another person", fresh=True),
    Rule(ROTATE, KEEPERS, "any", "two_factor", "a new current key, as the second of the two confirms it"),
    Rule(RETIRE, KEEPERS, "any", "two_factor", "an old key put away once no value lies under it, as the second of the two confirms it"),
)
