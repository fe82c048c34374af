"""Who may do what with cases."""

from yitang.platform.identity.public import Rule

CHECK = "cases.check"
ACCEPT = "cases.accept"
REVIEW = "cases.review"
ISSUE = "cases.issue"
WITHDRAW = "cases.withdraw"
SEE = "cases.see"
OWN = "cases.own"
ADD_UPLOAD = "cases.add_upload"
REMOVE_UPLOAD = "cases.remove_upload"
SHOW = "cases.show_on_screen"
ASK_WAIVER = "cases.ask_waiver"
DECIDE_WAIVER = "cases.decide_waiver"
DROP_WAIVER = "cases.drop_waiver"
ASK_REFUND = "cases.ask_refund"
ASK_OVERPAID = "cases.ask_overpaid"
DECIDE_REFUND = "cases.decide_refund"
DROP_REFUND = "cases.drop_refund"
SUSPEND = "cases.suspend"
ADD_EVIDENCE = "cases.add_evidence"
END_SUSPENSION = "cases.end_suspension"
SEE_DUE = "cases.see_due"
BRING = "cases.bring_paper"
ASK_CORRECTION = "cases.ask_correction"
DECIDE_CORRECTION = "cases.decide_correction"
SEE_CORRECTIONS = "cases.see_corrections"
ACCESS = (
    Rule(CHECK, ("clerk",), "window", "two_factor", "check papers of the person at the own window"),
    Rule(ACCEPT, ("clerk",), "window", "two_factor", "accept for the person served at the own window"),
    Rule(REVIEW, ("clerk", "reviewer"), "office", "two_factor", "review a case of the own office; another person than the acceptor where two are asked"),
    Rule(ISSUE, ("clerk",), "office", "two_factor", "issue a case of the own office", fresh=True),
    Rule(WITHDRAW, ("clerk",), "hall", "two_factor", "end a case that was accepted in the own hall and is not issued, with its reason"),
    Rule(ASK_CORRECTION, ("clerk", "reviewer"), "office", "two_factor", "ask for the correction of a wrong entry of a vehicle registered here"),
    Rule(DECIDE_CORRECTION, ("reviewer", "chief"), "office", "two_factor", "confirm or refuse a correction; neither who asked nor who made the entry"),
    Rule(SEE_CORRECTIONS, ("clerk", "reviewer", "chief"), "office", "two_factor", "the corrections of the own office, and how many entries of whom were wrong"),
    Rule(BRING, ("clerk",), "office", "two_factor", "take in a deferred paper of a case of the own office, at any window"),
    Rule(SUSPEND, ("clerk", "reviewer", "chief"), "office", "two_factor", "stop a case of the own office as suspicious, with reason and what was seen"),
    Rule(ADD_EVIDENCE, ("clerk", "reviewer", "chief"), "office", "two_factor", "write down what the investigation of a suspended case found"),
    Rule(
        END_SUSPENSION,
        ("reviewer", "chief"),
        "office",
        "two_factor",
        "release or refuse a suspended case of the own office; another person than who stopped it",
    ),
    Rule(SEE_DUE, ("clerk", "reviewer", "chief"), "office", "two_factor", "what is due in the own office: a clerk what he holds, reviewer and chief all"),
    Rule(SEE, ("clerk", "reviewer", "chief", "archivist"), "office", "two_factor", "cases accepted or managed by the own office"),
    Rule(SEE, ("citizen",), "self", "code", "the own cases, signed in by a code"),
    Rule(SEE, ("citizen",), "self", "anonymous", "the case of the own ticket"),
    Rule(SHOW, ("screen",), "window", "none", "the case in work at the own window, masked, on the citizen's side"),
    Rule(ADD_UPLOAD, ("citizen",), "self", "code", "a photo or PDF of a paper to the own case, until it is reviewed"),
    Rule(ADD_UPLOAD, ("citizen",), "self", "anonymous", "the same to the case of the own ticket"),
    Rule(REMOVE_UPLOAD, ("citizen",), "self", "code", "a photo or PDF of the own case, until it is reviewed"),
    Rule(REMOVE_UPLOAD, ("citizen",), "self", "anonymous", "the same of the case of the own ticket"),
    Rule(OWN, ("citizen",), "self", "code", "the list of the own cases"),
    Rule(ASK_WAIVER, ("clerk",), "office", "two_factor", "ask that the fee of a case of the own office be waived; another person decides"),
    Rule(DECIDE_WAIVER, ("reviewer", "chief"), "office", "two_factor", "waive a fee or refuse to; not who asked, accepted or is a party"),
    Rule(DROP_WAIVER, ("clerk",), "office", "two_factor", "take an own request back before it is decided"),
    Rule(ASK_REFUND, ("clerk",), "office", "two_factor", "ask that money of a case of the own office goes back; another person decides"),
    Rule(ASK_OVERPAID, ("chief",), "office", "two_factor", "money of the own office that settled nothing goes back; another person decides"),
    Rule(DECIDE_REFUND, ("reviewer", "chief"), "office", "two_factor", "a refund or its refusal; not who asked, accepted or is a party", fresh=True),
    Rule(DROP_REFUND, ("clerk", "chief"), "office", "two_factor", "take an own request back before it is decided"),
)
