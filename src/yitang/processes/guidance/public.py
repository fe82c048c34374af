"""Front door of guidance."""

from yitang.processes.guidance.domain import CHANNELS, MARKS, OUTCOMES, AskedOften, HandOnRow, InquiryRow, Line, SlipRow
from yitang.processes.guidance.errors import (
    HandOnOver,
    HandOnWaits,
    InquiryAnswered,
    InquiryOfAnother,
    MarkUnknown,
    NoSuchColleague,
    NoteNamesSomebody,
    NoteTooLong,
    NothingMarked,
    OutcomeUnknown,
    PaperNotAsked,
    PointedElsewhere,
    PrecheckOver,
    TopicUnknown,
)
from yitang.processes.guidance.inquiries import Asked, accept, answer, ask_first, hand_on, remind, shown_for
from yitang.processes.guidance.inquiry_queries import InHand, Topic, asked_often, in_hand, inquiries, inquiry, late_inquiries, topics
from yitang.processes.guidance.operations import give_slip, mark_papers, precheck, take_number
from yitang.processes.guidance.photos import SLOT, add_photo, may_photograph, remove_photo, wipe_photos
from yitang.processes.guidance.queries import PrecheckRow, can_photograph, own_precheck, papers, precheck_of_ticket, slip
from yitang.processes.guidance.questions import QUESTIONS, Question, questions

__all__ = [
    "CHANNELS", "MARKS", "OUTCOMES", "QUESTIONS", "SLOT", "Asked", "AskedOften", "HandOnOver", "HandOnRow", "HandOnWaits", "InHand",
    "InquiryAnswered", "InquiryOfAnother", "InquiryRow", "Line", "MarkUnknown", "NoSuchColleague", "NoteNamesSomebody", "NoteTooLong",
    "NothingMarked", "OutcomeUnknown", "PaperNotAsked", "PointedElsewhere", "PrecheckOver", "PrecheckRow", "Question", "SlipRow", "Topic",
    "TopicUnknown", "accept", "add_photo", "answer", "ask_first", "asked_often", "can_photograph", "give_slip", "hand_on", "in_hand", "inquiries",
    "inquiry", "late_inquiries", "mark_papers", "may_photograph", "own_precheck", "papers", "precheck", "precheck_of_ticket", "questions", "remind",
    "remove_photo", "shown_for", "slip", "take_number", "topics", "wipe_photos",
]  # fmt: skip
