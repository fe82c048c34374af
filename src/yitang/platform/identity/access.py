"""Who may do what in identity itself."""

from yitang.platform.identity.domain import Rule

APPROVE = "identity.approve_pairing"
REVOKE = "identity.revoke_device"
END = "identity.end_session"
MAKE = "identity.make_account"
RESET = "identity.start_reset"
SUSPEND = "identity.suspend_account"
END_POST = "identity.end_post"
ASK = "identity.ask_grant"
CONFIRM = "identity.confirm_grant"
REFUSE = "identity.refuse_grant"
SEE_ACCOUNTS = "identity.see_accounts"
SEE_WAITING = "identity.see_waiting_grants"
SEE_GRANTS = "identity.see_grants"
ACCESS = (
    Rule(APPROVE, ("admin", "chief"), "office", "two_factor", "a device is let in by a person with two factors"),
    Rule(REVOKE, ("admin", "chief"), "office", "two_factor", "a lost device is shut out at once"),
    Rule(END, ("clerk", "guide", "reviewer", "chief", "supervisor", "archivist", "admin", "security", "audit"), "self", "two_factor", "own sessions"),
    Rule(MAKE, ("admin",), "any", "two_factor", "the system administrator makes accounts and never sets a password"),
    Rule(RESET, ("admin",), "any", "two_factor", "a new link for somebody who lost password or phone; with posts, two people bring the account back"),
    Rule(SUSPEND, ("admin", "security"), "any", "two_factor", "at once, and by one: what takes a right away needs no second person"),
    Rule(END_POST, ("admin",), "any", "two_factor", "at once, and by one"),
    Rule(ASK, ("admin",), "any", "two_factor", "the one half of a grant (8.1.4.2 d)"),
    Rule(CONFIRM, ("security",), "any", "two_factor", "the other half, by another person, never for himself"),
    Rule(REFUSE, ("security",), "any", "two_factor", "the other half, by another person, never for himself"),
    Rule(SEE_ACCOUNTS, ("admin", "security"), "any", "two_factor", "accounts of the installation with their posts; no person behind them"),
    Rule(SEE_WAITING, ("security",), "any", "two_factor", "grants that wait to be decided"),
    Rule(SEE_GRANTS, ("audit",), "any", "two_factor", "every grant, who asked, who decided, and its rows of the log"),
)
