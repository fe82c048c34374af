"""Accounts and grants in the words of the pages."""

from typing import Any
from uuid import UUID

from yitang.platform.identity.public import SERVICES, GrantRow, PostRow
from yitang.portals.frame.words import POSTS
from yitang.registers.offices.public import halls, offices

SERVICE = dict(zip(SERVICES, ("民警", "辅警"), strict=True))
# Kind of status, Chinese, English.
STATES = {
    "enrolling": ("wait", "等本人设置", "waiting for the person"), "active": ("ok", "在用", "in use"), "suspended": ("bad", "已停用", "suspended"),
    "left": ("info", "已离开", "left"),
}  # fmt: skip
DECIDED = {
    "waiting": ("wait", "等确认", "waiting"), "confirmed": ("ok", "已确认", "confirmed"), "refused": ("bad", "已退回", "refused"),
    "lapsed": ("warn", "已过期", "lapsed"),
}  # fmt: skip
PAPER_WORDS = {"id_card": "居民身份证", "temporary_id_card": "临时身份证", "police_card": "人民警察证", "passport": "护照"}
HELD = {"open": ("ok", "在任", "held"), "future": ("wait", "还没开始", "not begun"), "over": ("info", "已结束", "over")}


class Places:
    """Names of offices and halls, read once for a page."""

    def __init__(self) -> None:
        self.offices = offices()
        self.halls = halls()
        self._office = {one.id: one.name_zh for one in self.offices}
        self._hall = {one.id: one.name_zh for one in self.halls}

    def at(self, office_id: UUID | None, hall_id: UUID | None) -> str:
        """Office and hall in one line."""
        return " ".join(filter(None, (self._office.get(office_id, "") if office_id else "", self._hall.get(hall_id, "") if hall_id else "")))


def post_words(one: PostRow | GrantRow) -> str:
    """A post in words: 窗口（民警）; a return: 重新启用; a reset: 当面重置."""
    if isinstance(one, GrantRow) and one.kind != "post":
        return "重新启用账号" if one.kind == "return" else "当面重置账号"
    return f"{POSTS.get(one.post, one.post)}（{SERVICE.get(one.service, '')}）"


def grant_line(one: GrantRow, places: Places) -> dict[str, Any]:
    """A grant with its words."""
    return {
        "g": one,
        "what": post_words(one),
        "where": places.at(one.office_id, one.hall_id),
        "state": DECIDED[one.state],
        "paper": PAPER_WORDS.get(one.paper, ""),
    }


def post_line(one: PostRow, places: Places) -> dict[str, Any]:
    """A post with its words."""
    return {"p": one, "what": post_words(one), "where": places.at(one.office_id, one.hall_id), "state": HELD[one.state]}
