"""Refusals of the notices room, and the faults that a gateway may show."""

from yitang.kernel.errors import Refusal


class NoInboxHere(Refusal):
    """The inbox page belongs to the demo; where real phones are written to, it is not there."""

    code = "not_found"
    zh = "没有找到。"
    en = "Not found."
    status = 404


class NoGateway(RuntimeError):
    """The sandbox is off and no gateway is set: notices stay queued until one is."""


class SenderFault(RuntimeError):
    """The gateway did not say that it took the message. It may have taken it: the next try carries the same key."""

    word = "fault"


class SenderDown(SenderFault):
    """Nobody answered."""

    word = "down"


class SenderLate(SenderFault):
    """No answer within the time that policy gives; one that comes later counts for nothing."""

    word = "late"


class AnswerWrong(SenderFault):
    """An answer that is not about this message, or that makes no sense."""

    word = "wrong_answer"


class NumberRefused(SenderFault):
    """The gateway says that this number takes no messages: no further try."""

    word = "number_refused"
