"""Who may ask: everybody; who may see what was asked: he who asked, and the hall where he stands."""

from yitang.platform.identity.public import Rule

ASK = "guidance.ask"
SEE = "guidance.see"
MARK = "guidance.mark_papers"
SLIP = "guidance.give_slip"
ADD_PHOTO = "guidance.add_photo"
REMOVE_PHOTO = "guidance.remove_photo"
LEAD = "guidance.take_number"
ASK_FIRST = "guidance.ask_first"
ANSWER_INQUIRY = "guidance.answer_inquiry"
HAND_ON_INQUIRY = "guidance.hand_on_inquiry"
ACCEPT_INQUIRY = "guidance.accept_inquiry"
INQUIRIES = "guidance.see_inquiries"
INQUIRY_FIGURES = "guidance.see_inquiry_figures"
STAFF = ("guide", "clerk")
ACCESS = (
    Rule(ASK, ("citizen",), "any", "anonymous", "anybody with a phone"),
    Rule(ASK, ("kiosk",), "any", "none", "anybody at a kiosk"),
    Rule(ASK, ("guide", "clerk"), "any", "two_factor", "for somebody in the hall"),
    Rule(SEE, ("citizen",), "self", "anonymous", "one's own pre-check"),
    Rule(SEE, ("guide", "clerk"), "hall", "two_factor", "a pre-check made in the own hall, or with which a number of it was taken"),
    Rule(MARK, ("guide", "clerk"), "hall", "two_factor", "who looked at the papers says how he found them"),
    Rule(SLIP, ("guide", "clerk"), "hall", "two_factor", "the list is given by who made it"),
    Rule(ADD_PHOTO, ("citizen",), "self", "anonymous", "photos of one's own papers"),
    Rule(ADD_PHOTO, ("guide", "clerk"), "hall", "two_factor", "photos taken for somebody in the hall"),
    Rule(REMOVE_PHOTO, ("citizen",), "self", "anonymous", "one's own photos"),
    Rule(REMOVE_PHOTO, ("guide", "clerk"), "hall", "two_factor", "photos of a pre-check of the hall"),
    Rule(LEAD, ("citizen",), "self", "anonymous", "one's own number, with one's own pre-check"),
    Rule(LEAD, ("guide", "clerk"), "hall", "two_factor", "a number for somebody in the hall; queue says of which class"),
    Rule(ASK_FIRST, STAFF, "hall", "two_factor", "who is asked first, in the own hall or on its phone"),
    Rule(ANSWER_INQUIRY, STAFF, "hall", "two_factor", "the owner of a question; the act looks who that is"),
    Rule(HAND_ON_INQUIRY, STAFF, "hall", "two_factor", "the owner of a question, to a colleague by name"),
    Rule(ACCEPT_INQUIRY, STAFF, "hall", "two_factor", "the colleague to whom it was offered"),
    Rule(INQUIRIES, STAFF, "hall", "two_factor", "the questions of the own hall"),
    Rule(INQUIRY_FIGURES, ("chief",), "office", "two_factor", "what is asked and what is late at the own office"),
)
