"""Refusals of guidance."""

from yitang.kernel.errors import Refusal


class PaperNotAsked(Refusal):
    """The business does not ask for such a paper."""

    code = "paper_not_asked"
    zh = "这项业务不要这种材料。"
    en = "This business does not ask for such a paper."
    status = 404
    cure_zh = "请刷新页面，按清单上的材料选。"
    cure_en = "Reload the page and choose from its list."


class MarkUnknown(Refusal):
    """A paper is seen, missing or doubtful."""

    code = "mark_unknown"
    zh = "材料只能标“见到”“没有”“有疑问”。"
    en = "A paper is marked as seen, missing or doubtful."
    cure_zh = "请重新选择，再保存。"
    cure_en = "Choose again and save."


class NothingMarked(Refusal):
    """The form marks no paper."""

    code = "nothing_marked"
    zh = "还没有标任何一样材料，没有保存。"
    en = "No paper is marked; nothing was saved."
    cure_zh = "看过哪样就标哪样，再保存。"
    cure_en = "Mark what you have looked at, then save."


class PrecheckOver(Refusal):
    """The number that came of the pre-check is done, or its files were wiped."""

    code = "precheck_over"
    zh = "这次预检已经结束，不能再传照片。"
    en = "This pre-check is over; no photo can be added."
    status = 409
    cure_zh = "请重新预检一次。"
    cure_en = "Begin a new pre-check."


class TopicUnknown(Refusal):
    """Not among the topics of the office."""

    code = "topic_unknown"
    zh = "请选问的是哪一类。"
    en = "Choose what was asked about."
    cure_zh = "在“问的是”里选一项；都不是就选“其他”。"
    cure_en = "Choose one of the topics, or the last one when none fits."


class OutcomeUnknown(Refusal):
    """An answer says what became of the question."""

    code = "outcome_unknown"
    zh = "请选答得怎么样：当场答清、取号、指到网上、指到别处，或要补材料再来。"
    en = "Choose what became of the question."
    cure_zh = "还没答清的，先不选，问题由您负责到答清或转给同事。"
    cure_en = "Leave it open while it is not answered; it stays yours until it is, or a colleague takes it."


class PointedElsewhere(Refusal):
    """Neither the guide page nor an article of the business."""

    code = "pointed_elsewhere"
    zh = "答复的依据只能选这项业务的办事指南或条款。"
    en = "An answer points to the guide of its business or to one of its articles."
    cure_zh = "请在“给他看了”里选一项，或留空。"
    cure_en = "Choose one of the list, or leave it empty."


class NoteNamesSomebody(Refusal):
    """A note holds the number of a card, a phone or a licence plate."""

    code = "note_names_somebody"
    zh = "备注里像有证号、电话或车牌，没有保存。"
    en = "The note seems to hold the number of a card, a phone or a plate; nothing was saved."
    cure_zh = "请删掉号码，只写问的事；要找这个人的业务，用号或业务号。"
    cure_en = "Take the number out and write what was asked; a case is found by its own number."


class NoteTooLong(Refusal):
    """A note is a line, not a file."""

    code = "note_too_long"
    zh = "备注最多 {most} 个字，没有保存。"
    en = "A note has {most} characters at most; nothing was saved."
    cure_zh = "请写短一点。"
    cure_en = "Shorten it."


class InquiryAnswered(Refusal):
    """The question was answered meanwhile."""

    code = "inquiry_answered"
    zh = "这个问题已经答复，不能再改。"
    en = "This question was answered already."
    status = 409
    cure_zh = "又问了别的，请另记一条。"
    cure_en = "Record what is asked now as another question."


class InquiryOfAnother(Refusal):
    """Somebody else answers for the question."""

    code = "inquiry_of_another"
    zh = "这个问题现在不由您负责，没有保存。"
    en = "Somebody else answers for this question; nothing was saved."
    status = 409
    cure_zh = "请负责的同事答复，或请他转给您。"
    cure_en = "Ask the colleague who answers for it, or have it handed on to you."


class HandOnWaits(Refusal):
    """The question is being handed on to somebody who has not decided."""

    code = "hand_on_waits"
    zh = "这个问题正在转给同事，等他接或退回。"
    en = "This question is being handed on and waits for the colleague's word."
    status = 409
    cure_zh = "请他在“首问”里点“我接”；他不接，问题还是您的。"
    cure_en = "He accepts it on his own page; until then it stays yours."


class HandOnOver(Refusal):
    """Nothing waits for this person's word."""

    code = "hand_on_over"
    zh = "没有等您接的转办，可能已经接过或退回。"
    en = "Nothing waits for your word; it was decided already."
    status = 409
    cure_zh = "请刷新“首问”看现在由谁负责。"
    cure_en = "Reload the list to see who answers for it now."


class NoSuchColleague(Refusal):
    """Not somebody of the office who could answer."""

    code = "no_such_colleague"
    zh = "只能转给本所在岗的同事。"
    en = "A question is handed on to a colleague of the office."
    cure_zh = "请在名单里选一位。"
    cure_en = "Choose one of the list."
