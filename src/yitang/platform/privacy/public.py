"""Front door of privacy."""

from yitang.platform.privacy.domain import Notice
from yitang.platform.privacy.errors import NoticeChanged, NoticeNotShown
from yitang.platform.privacy.operations import bind_person, current, must_be_shown, seen_before, show

__all__ = ["Notice", "NoticeChanged", "NoticeNotShown", "bind_person", "current", "must_be_shown", "seen_before", "show"]
