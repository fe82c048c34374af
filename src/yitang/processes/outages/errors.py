"""Refusals of outages."""

from yitang.kernel.errors import Refusal


class PaperModeOn(Refusal):
    """The hall works on paper already."""

    code = "paper_mode_on"
    zh = "这个厅已经在纸质办理。"
    en = "This hall works on paper already."
    status = 409
    cure_zh = "要改理由或时间，先结束再重新开始。"
    cure_en = "To change reason or end, end it and begin again."


class PaperModeOff(Refusal):
    """The hall does not work on paper."""

    code = "paper_mode_off"
    zh = "这个厅没有在纸质办理。"
    en = "This hall does not work on paper."
    status = 409


class SayWhy(Refusal):
    """What a form, or the whole hall, is set aside for has a reason."""

    code = "outage_needs_reason"
    zh = "要写明理由，至少两个字。"
    en = "Give a reason of at least two signs."


class EndNotThere(Refusal):
    """Paper mode has an end that is not far."""

    code = "paper_mode_needs_end"
    zh = "要写纸质办理多少小时，1 到 {most} 之间。"
    en = "Say for how many hours, from 1 to {most}."


class FormsCount(Refusal):
    """A batch has so many forms."""

    code = "forms_count_wrong"
    zh = "一批要 1 到 {most} 张。"
    en = "A batch has 1 to {most} forms."


class FormMovedOn(Refusal):
    """The state of the form does not allow this act."""

    code = "form_moved_on"
    zh = "单子 {serial} 现在是“{state_zh}”，不能这样做。"
    en = "The form {serial} is now: {state}."
    status = 409
    cure_zh = "打开这张单子看看别人做到哪一步了。"
    cure_en = "Open the form and see what others have done."


class SecondPersonNeeded(Refusal):
    """Each of the two entries, and the decision between them, is another person's."""

    code = "second_person_needed"
    zh = "这张单子您已经录过。两遍要两个人录，不一样时由第三个人定。"
    en = "You have entered this form. Two persons enter it, and a third decides where they differ."
    status = 409
    cure_zh = "请另一位同事来。"
    cure_en = "Ask a colleague."


class FormIncomplete(Refusal):
    """A form says what, for which business, when, and who took it."""

    code = "form_incomplete"
    zh = "单子上的“{name}”没有填，或填得不对。"
    en = "The form does not say, or says wrongly: {name_en}."
    cure_zh = "照单子上写的填；单子上没写的，问经办人补齐，不能补的作废。"
    cure_en = "Type what stands on the form; ask the officer for what is missing, or void it."


class NotWhileOnPaper(Refusal):
    """The time that the form says lies outside of every time in which the hall worked on paper."""

    code = "not_while_on_paper"
    zh = "单子写的 {when} 不在这个厅纸质办理的时间里。"
    en = "The form says {when}, when this hall did not work on paper."
    cure_zh = "核对单子上的时间；确实写错的，请经办人说明后作废重办。"
    cure_en = "Check the time on the form; if it is wrong, the officer explains, and the form is void."


class FormsNotAccounted(Refusal):
    """A batch closes only when every serial is accounted for."""

    code = "forms_not_accounted"
    zh = "还有 {n} 张没有下落：{serials}。"
    en = "{n} forms are not accounted for: {serials}."
    status = 409
    cure_zh = "入库、作废或说明找不到，一张不少再关。"
    cure_en = "Record, void or report each of them as missing first."


class BatchClosed(Refusal):
    """A closed batch stays as it is."""

    code = "batch_closed"
    zh = "这一批已经关闭。"
    en = "This batch is closed."
    status = 409
