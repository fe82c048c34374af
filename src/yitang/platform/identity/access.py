"""Who may do what in identity itself."""

from yitang.platform.identity.domain import Rule

APPROVE = "identity.approve_pairing"
REVOKE = "identity.revoke_device"
END = "identity.end_session"
STEP_UP = "identity.step_up"
LOCK = "identity.lock"
UNLOCK = "identity.unlock"
STAFF = ("clerk", "guide", "reviewer", "chief", "supervisor", "archivist", "admin")
ACCESS = (
    Rule(APPROVE, ("admin", "chief"), "office", "two_factor", "a device is let in by a person with two factors"),
    Rule(REVOKE, ("admin", "chief"), "office", "two_factor", "a lost device is shut out at once"),
    Rule(END, STAFF, "self", "two_factor", "own sessions"),
    Rule(STEP_UP, STAFF, "self", "two_factor", "the own session proves a second factor anew"),
    Rule(LOCK, ("clerk",), "window", "two_factor", "the window one is signed in at, before one leaves it"),
    Rule(UNLOCK, ("clerk",), "window", "two_factor", "the own session, by the own one-time code"),
)
