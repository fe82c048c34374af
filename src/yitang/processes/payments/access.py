"""Who may take money."""

from yitang.platform.identity.public import Rule

TAKE = "payments.take_cash"
ASK_CODE = "payments.ask_code"
CANCEL_CODE = "payments.cancel_code"
SHOW_CODE = "payments.show_code"
SEE_OVERPAID = "payments.see_overpaid"
PAY_OUT = "payments.pay_out"
TURN = "payments.turn_into_cash"
SEE_MONEY_BACK = "payments.see_money_back"
PRINT = "payments.print_receipt"
DRAWER = "payments.see_drawer"
FLOAT = "payments.set_float"
COUNT = "payments.count_drawer"
EXPLAIN = "payments.explain_difference"
RECOUNT = "payments.recount_drawer"
GIVE = "payments.give_drawer"
TAKE_OVER = "payments.take_drawer"
SEE_TILLS = "payments.see_tills"
ACCEPT = "payments.accept_till"
SEND_BACK = "payments.send_till_back"
CORRECT = "payments.correct_till"
COMPARE = "payments.compare_statement"
EXPLAIN_LINE = "payments.explain_line"
SECOND = ("reviewer", "chief")
ACCESS = (
    Rule(TAKE, ("clerk",), "office", "two_factor", "cash at the own window, for a case of the own office"),
    Rule(ASK_CODE, ("clerk",), "office", "two_factor", "a pay code on the second screen, for a case of the own office"),
    Rule(CANCEL_CODE, ("clerk",), "office", "two_factor", "take the pay code back"),
    Rule(SHOW_CODE, ("screen",), "window", "none", "the pay code that is open at the own window"),
    Rule(SEE_OVERPAID, ("chief",), "office", "two_factor", "money of the own office that has to go back"),
    Rule(PAY_OUT, ("clerk",), "office", "two_factor", "an approved refund in cash leaves the drawer of the own window", fresh=True),
    Rule(TURN, SECOND, "office", "two_factor", "a refund that the provider cannot make is paid in cash", fresh=True),
    Rule(SEE_MONEY_BACK, ("clerk", "reviewer", "chief"), "office", "two_factor", "waivers and refunds of the own office"),
    Rule(PRINT, ("clerk",), "office", "two_factor", "the receipt of a bill of the own office; each further print is a copy"),
    Rule(DRAWER, ("clerk",), "window", "two_factor", "the drawer of the own window; what should be in it only after the count"),
    Rule(FLOAT, ("clerk",), "window", "two_factor", "the float of the own window, before the first money of the day"),
    Rule(COUNT, ("clerk",), "window", "two_factor", "count the own window blind for the day"),
    Rule(EXPLAIN, ("clerk",), "window", "two_factor", "say why what was counted is not what should be there"),
    Rule(RECOUNT, ("clerk",), "window", "two_factor", "count anew, until it is accepted; each count is kept"),
    Rule(GIVE, ("clerk",), "window", "two_factor", "count the drawer that goes over to a colleague"),
    Rule(GIVE, SECOND, "office", "two_factor", "the same for one who is not there"),
    Rule(TAKE_OVER, ("clerk",), "window", "two_factor", "count it too and have it from now on"),
    Rule(SEE_TILLS, SECOND, "office", "two_factor", "the tills of the own office"),
    Rule(SEE_TILLS, ("clerk",), "window", "two_factor", "those of the own window once they are counted"),
    Rule(ACCEPT, SECOND, "office", "two_factor", "close the till of a window that another person has counted", fresh=True),
    Rule(SEND_BACK, SECOND, "office", "two_factor", "have it counted again"),
    Rule(CORRECT, ("chief",), "office", "two_factor", "a line after the close, by another person than the one who counted", fresh=True),
    Rule(COMPARE, ("chief",), "office", "two_factor", "hold the day's codes against the provider's statement"),
    Rule(EXPLAIN_LINE, ("chief",), "office", "two_factor", "say why books and statement differ in a line"),
)
