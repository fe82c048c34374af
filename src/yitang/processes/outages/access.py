"""Who may switch a hall to paper, and who turns its forms into records."""

from yitang.platform.identity.public import Rule

START = "outages.start_paper_mode"
END = "outages.end_paper_mode"
PRINT = "outages.print_forms"
ENTER = "outages.enter_form"
DECIDE = "outages.decide_form"
RECORD = "outages.record_form"
VOID = "outages.void_form"
MISS = "outages.miss_form"
SETTLE = "outages.settle_form"
CLOSE = "outages.close_batch"
SEE = "outages.see_forms"
ACCESS = (
    Rule(START, ("chief",), "office", "two_factor", "a hall of the own office works on paper, with reason and end", fresh=True),
    Rule(END, ("chief",), "office", "two_factor", "it works with the system again"),
    Rule(PRINT, ("chief",), "office", "two_factor", "numbered blank forms for a hall of the own office, before they are needed"),
    Rule(ENTER, ("clerk", "guide"), "hall", "two_factor", "a form of the own hall; two persons, neither sees what the other typed"),
    Rule(DECIDE, ("clerk", "guide", "chief"), "office", "two_factor", "what a form says where two entries differ, by a third person"),
    Rule(RECORD, ("clerk",), "hall", "two_factor", "a form of the own hall becomes a record by the ordinary operations, at the own open window"),
    Rule(VOID, ("clerk", "guide", "chief"), "office", "two_factor", "a form that was spoilt or not used, with its reason"),
    Rule(MISS, ("chief",), "office", "two_factor", "a form that nobody can find, with its reason"),
    Rule(SETTLE, ("chief",), "office", "two_factor", "a form that the rules refuse ends without a record, with what was done"),
    Rule(CLOSE, ("chief",), "office", "two_factor", "a batch of which every form is accounted for"),
    Rule(SEE, ("clerk", "guide", "chief"), "office", "two_factor", "the forms of the own office"),
)
