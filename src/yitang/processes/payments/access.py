"""Who may take money."""

from yitang.platform.identity.public import Rule

TAKE = "payments.take_cash"
ASK_CODE = "payments.ask_code"
CANCEL_CODE = "payments.cancel_code"
SHOW_CODE = "payments.show_code"
SEE_OVERPAID = "payments.see_overpaid"
ACCESS = (
    Rule(TAKE, ("clerk",), "office", "two_factor", "cash at the own window, for a case of the own office"),
    Rule(ASK_CODE, ("clerk",), "office", "two_factor", "a pay code on the second screen, for a case of the own office"),
    Rule(CANCEL_CODE, ("clerk",), "office", "two_factor", "take the pay code back"),
    Rule(SHOW_CODE, ("screen",), "window", "none", "the pay code that is open at the own window"),
    Rule(SEE_OVERPAID, ("chief",), "office", "two_factor", "money of the own office that has to go back"),
)
