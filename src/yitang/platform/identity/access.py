"""Who may do what in identity itself."""

from yitang.platform.identity.domain import Rule

APPROVE = "identity.approve_pairing"
REVOKE = "identity.revoke_device"
END = "identity.end_session"
STEP_UP = "identity.step_up"
LOCK = "identity.lock"
UNLOCK = "identity.unlock"
ENROL_KEY = "identity.enrol_key"
REMOVE_KEY = "identity.remove_key"
NEW_PHONE = "identity.prepare_one_time_codes"
CONFIRM_PHONE = "identity.confirm_one_time_codes"
MAKE_CODES = "identity.make_recovery_codes"
CHANGE = "identity.change_password"
STAFF = ("clerk", "guide", "reviewer", "chief", "supervisor", "archivist", "admin")
ACCESS = (
    Rule(APPROVE, ("admin", "chief"), "office", "two_factor", "a device is let in by a person with two factors"),
    Rule(REVOKE, ("admin", "chief"), "office", "two_factor", "a lost device is shut out at once"),
    Rule(END, STAFF, "self", "two_factor", "own sessions"),
    Rule(STEP_UP, STAFF, "self", "two_factor", "the own session proves a second factor anew"),
    Rule(LOCK, ("clerk",), "window", "two_factor", "the window one is signed in at, before one leaves it"),
    Rule(UNLOCK, ("clerk",), "window", "two_factor", "the own session, by the own one-time code"),
    Rule(ENROL_KEY, STAFF, "self", "two_factor", "own security keys; password and second factor anew"),
    Rule(REMOVE_KEY, STAFF, "self", "two_factor", "own security keys, never the last factor; password and second factor anew"),
    Rule(NEW_PHONE, STAFF, "self", "two_factor", "own one-time codes on another phone; password and second factor anew"),
    Rule(CONFIRM_PHONE, STAFF, "self", "two_factor", "the first code of the other phone; from then on the old one's count no more"),
    Rule(MAKE_CODES, STAFF, "self", "two_factor", "own recovery codes; password and second factor anew"),
    Rule(CHANGE, STAFF, "self", "two_factor", "the own password; old password and second factor"),
)
