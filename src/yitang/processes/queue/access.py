"""Who may do what with tickets."""

from yitang.platform.identity.public import Rule

ISSUE = "queue.issue_ticket"
ISSUE_GREEN = "queue.issue_green_ticket"
GIVE_UP = "queue.give_up"
COME_BACK = "queue.come_back"
SEE = "queue.see_ticket"
DESK = "queue.work_at_window"
BOARD = "queue.see_board"
ACKNOWLEDGE = "queue.acknowledge_call"
HAND_OVER = "queue.hand_over"
FIGURES = "queue.see_figures"
ACCESS = (
    Rule(ISSUE, ("kiosk",), "hall", "none", "a paired kiosk gives numbers of its own hall"),
    Rule(ISSUE, ("guide",), "hall", "two_factor", "a guide gives numbers of the own hall"),
    Rule(ISSUE, ("citizen",), "any", "anonymous", "a phone takes its own number"),
    Rule(ISSUE_GREEN, ("guide", "clerk"), "hall", "two_factor", "green by evidence that a person of the office saw"),
    Rule(ISSUE_GREEN, ("reader", "kiosk"), "hall", "none", "green by age, read from the card"),
    Rule(SEE, ("citizen",), "self", "anonymous", "one's own number"),
    Rule(SEE, ("clerk", "guide", "chief"), "hall", "two_factor", "numbers of the own hall"),
    Rule(GIVE_UP, ("citizen",), "self", "anonymous", "one's own number"),
    Rule(COME_BACK, ("citizen",), "self", "anonymous", "one's own number, after missing the call"),
    Rule(COME_BACK, ("kiosk",), "hall", "none", "by the slip, at a kiosk of the hall"),
    Rule(COME_BACK, ("guide", "clerk"), "hall", "two_factor", "for somebody who stands in the own hall"),
    Rule(DESK, ("clerk",), "window", "two_factor", "calling and serving at the window one is signed in at"),
    Rule(HAND_OVER, ("clerk",), "window", "two_factor", "the own window, to a clerk of the hall who signs in there with two factors"),
    Rule(BOARD, ("display", "kiosk", "screen"), "hall", "none", "labels, window numbers, counts"),
    Rule(BOARD, ("clerk", "guide", "chief"), "hall", "two_factor", "labels, window numbers, counts"),
    Rule(ACKNOWLEDGE, ("display",), "hall", "none", "the display says that it showed and played"),
    Rule(FIGURES, ("chief",), "office", "two_factor", "figures of the own office"),
)
