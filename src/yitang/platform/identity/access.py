"""Who may do what in identity itself."""

from yitang.platform.identity.domain import Rule

APPROVE = "identity.approve_pairing"
REVOKE = "identity.revoke_device"
END = "identity.end_session"
ACCESS = (
    Rule(APPROVE, ("admin", "chief"), "office", "two_factor", "a device is let in by a person with two factors"),
    Rule(REVOKE, ("admin", "chief"), "office", "two_factor", "a lost device is shut out at once"),
    Rule(END, ("clerk", "guide", "reviewer", "chief", "supervisor", "archivist", "admin"), "self", "two_factor", "own sessions"),
)
