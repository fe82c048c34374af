"""Who may take money."""

from yitang.platform.identity.public import Rule

TAKE = "payments.take_cash"
ACCESS = (Rule(TAKE, ("clerk",), "office", "two_factor", "cash at the own window, for a case of the own office"),)
