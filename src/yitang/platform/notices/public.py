"""Front door of notices."""

from yitang.platform.notices.domain import InboxRow, Message, NoticeRow, Receipt, Template, TemplateWrong
from yitang.platform.notices.errors import AnswerWrong, NoGateway, NoInboxHere, NumberRefused, SenderDown, SenderFault, SenderLate
from yitang.platform.notices.operations import deliver_due, send, sweep, templates
from yitang.platform.notices.queries import inbox, notices_of_trace
from yitang.platform.notices.senders import Inbox, Recorded, Sender, sender

__all__ = [
    "AnswerWrong", "Inbox", "InboxRow", "Message", "NoGateway", "NoInboxHere", "NoticeRow", "NumberRefused", "Receipt", "Recorded", "Sender",
    "SenderDown", "SenderFault", "SenderLate", "Template", "TemplateWrong", "deliver_due", "inbox", "notices_of_trace", "send", "sender", "sweep",
    "templates",
]  # fmt: skip
