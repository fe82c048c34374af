"""Refusals of the queue."""

from yitang.kernel.errors import Refusal


class HallClosed(Refusal):
    """The hall does not work now."""

    code = "hall_closed"
    zh = "{hall}现在不办公：{reason}。"
    en = "{hall} is closed now: {reason_en}."
    status = 409
    cure_zh = "{next_zh}"
    cure_en = "{next_en}"


class AlreadyHasTicket(Refusal):
    """One live number for a person and a business."""

    code = "already_has_ticket"
    zh = "您已经有一个这项业务的号，还没办完，不用再取。"
    en = "You already hold a live number for this business."
    status = 409
    cure_zh = "在“我的号”里查看；不想办了先点“我不办了”。"
    cure_en = "See it under “my number”; give it up first if you no longer want it."


class EvidenceNeeded(Refusal):
    """Green needs a kind of evidence that the office recognises and somebody saw."""

    code = "evidence_needed"
    zh = "绿色通道要看过依据才能取号，这一种不在本所认可的依据里，没有取号。"
    en = "The green channel needs evidence that somebody of the office saw, of a kind that the office recognises; no number was given."
    cure_zh = "看过证件，在“绿色通道”里选对应的一项；没有依据的取普通号。"
    cure_en = "Look at the document and choose its kind; without one, give an ordinary number."


class NobodyWaits(Refusal):
    """Nobody who waits fits this window."""

    code = "nobody_waits"
    zh = "现在没有人等这个窗口能办的业务。"
    en = "Nobody waits for what this window takes."
    status = 409


class WindowBusy(Refusal):
    """The window has somebody already."""

    code = "window_busy"
    zh = "这个窗口还有 {label} 没办完，先办结或转窗。"
    en = "This window still has {label}; finish or transfer first."
    status = 409


class WindowIdle(Refusal):
    """The act needs somebody at the window."""

    code = "window_idle"
    zh = "这个窗口现在没有叫到的号。"
    en = "This window has nobody called."
    status = 409


class WindowHandedOver(Refusal):
    """The session has handed its window over to a colleague."""

    code = "window_handed_over"
    zh = "这个窗口刚刚交班，这一步没有办。"
    en = "This window was just handed over; nothing was done."
    status = 409
    cure_zh = "请接班的同事办；您要在别的窗口上班，请重新登录。"
    cure_en = "The colleague who took over does it; sign in again to work at another window."


class WindowNotOpen(Refusal):
    """Only an open window is handed over."""

    code = "window_not_open"
    zh = "{number} 号窗口没开，没有可交的班。"
    en = "Window {number} is not open; there is nothing to hand over."
    status = 409
    cure_zh = "退出登录，由同事自己登录后开窗。"
    cure_en = "Sign out; the colleague signs in and opens the window."


class WindowPaused(Refusal):
    """A paused window does not call."""

    code = "window_paused"
    zh = "窗口已暂停，先恢复再叫号。"
    en = "The window is paused; resume first."
    status = 409


class TicketMovedOn(Refusal):
    """The state of the ticket does not allow this act."""

    code = "ticket_moved_on"
    zh = "{label} 现在是“{state_zh}”，不能这样操作。"
    en = "{label} is now “{state}”; this act does not fit."
    status = 409


class TooManyRecalls(Refusal):
    """Recalled as often as the rule allows."""

    code = "too_many_recalls"
    zh = "已经重呼 {most} 次，可以过号。"
    en = "Recalled {most} times already; mark as a no-show."
    status = 409


class ReasonForTransfer(Refusal):
    """A transfer needs a reason."""

    code = "reason_for_transfer"
    zh = "转窗要选理由。"
    en = "A transfer needs a reason."


class NobodyElseTakesIt(Refusal):
    """No other window of the hall has this business in its plan."""

    code = "nobody_else_takes_it"
    zh = "本厅没有别的窗口办 {label} 的业务，转不出去。"
    en = "No other window of this hall takes what {label} came for."
    status = 409
    cure_zh = "请叫值班所长加窗口计划，或请本人去能办的大厅。"
    cure_en = "Ask the head of the office for a window, or show the person the hall that takes it."


class ReturnTooLate(Refusal):
    """The call was missed too long ago."""

    code = "return_too_late"
    zh = "{label} 过号已超过 {minutes} 分钟，不能再排回来。"
    en = "{label} was missed more than {minutes} minutes ago and cannot come back."
    status = 409
    cure_zh = "请重新取号；有特殊情况请找导办台。"
    cure_en = "Take a new number; the guide desk helps with special circumstances."


class ReturnedAlready(Refusal):
    """Came back as often as the rule allows."""

    code = "returned_already"
    zh = "{label} 已经回来过 {most} 次，又过号了，不能再排回来。"
    en = "{label} came back {most} time(s) already and was missed again."
    status = 409
    cure_zh = "请重新取号。"
    cure_en = "Take a new number."
