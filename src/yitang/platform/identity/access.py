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
MAKE = "identity.make_account"
RESET = "identity.start_reset"
SUSPEND = "identity.suspend_account"
END_POST = "identity.end_post"
ASK = "identity.ask_grant"
ASK_RESET = "identity.ask_reset"
CONFIRM_RESET = "identity.confirm_reset"
CONFIRM = "identity.confirm_grant"
REFUSE = "identity.refuse_grant"
SEE_ACCOUNTS = "identity.see_accounts"
SEE_WAITING = "identity.see_waiting_grants"
SEE_GRANTS = "identity.see_grants"
STAFF = ("clerk", "guide", "reviewer", "chief", "supervisor", "archivist", "admin", "security", "audit")
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
    Rule(MAKE, ("admin",), "any", "two_factor", "the system administrator makes accounts and never sets a password"),
    Rule(RESET, ("admin",), "any", "two_factor", "a new link in place of password and phone; with posts, two people bring the account back", fresh=True),
    Rule(ASK_RESET, ("admin",), "any", "two_factor", "who lost phone, keys and codes stands here with his identity document (ASVS 6.4.4)", fresh=True),
    Rule(CONFIRM_RESET, ("security",), "any", "two_factor", "the other half, by another person, never for himself", fresh=True),
    Rule(SUSPEND, ("admin", "security"), "any", "two_factor", "at once, and by one: what takes a right away needs no second person"),
    Rule(END_POST, ("admin",), "any", "two_factor", "at once, and by one"),
    Rule(ASK, ("admin",), "any", "two_factor", "the one half of a grant (8.1.4.2 d)", fresh=True),
    Rule(CONFIRM, ("security",), "any", "two_factor", "the other half, by another person, never for himself", fresh=True),
    Rule(REFUSE, ("security",), "any", "two_factor", "the other half, by another person, never for himself", fresh=True),
    Rule(SEE_ACCOUNTS, ("admin", "security"), "any", "two_factor", "accounts of the installation with their posts; no person behind them"),
    Rule(SEE_WAITING, ("security",), "any", "two_factor", "grants that wait to be decided"),
    Rule(SEE_GRANTS, ("audit",), "any", "two_factor", "every grant, who asked, who decided, and its rows of the log"),
)
