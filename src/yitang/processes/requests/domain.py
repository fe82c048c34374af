"""What people may ask of the data about themselves (PIPL art. 44 to 50), its states, and on which grounds it is refused."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yitang.kernel.clock import local

KINDS = {"copy": ("要一份副本", "a copy"), "correct": ("更正", "a correction"), "delete": ("删除", "deletion")}
FIELDS = {"name": ("姓名", "name"), "number": ("证件号码", "ID number"), "phone": ("手机号码", "phone"), "other": ("别的", "something else")}
CORRECTED = ("name", "number", "phone")
STATES = {
    ("open", "answer"): "answered", ("open", "correct"): "answered", ("open", "refuse"): "refused", ("open", "withdraw"): "withdrawn",
}  # fmt: skip
WORDS = {
    "open": ("wait", "在办", "under way"), "answered": ("ok", "已答复", "answered"), "refused": ("bad", "没有同意", "refused"),
    "withdrawn": ("info", "已撤回", "withdrawn"),
}  # fmt: skip
# Why a request is not granted: Chinese, English, its article.
GROUNDS = {
    "archive": ("登记档案的保存期还没满", "the term of the registration file is not over", "个人信息保护法第47条第2款"),
    "identity": ("核实不了是您本人", "it could not be confirmed that it is you", "个人信息保护法第50条"),
    "right_already": ("核对过了，登记的没有错", "it was checked: what is registered is right", "个人信息保护法第46条第2款"),
    "case_needed": ("这一项要凭证明到窗口办变更业务", "this is changed at a window, with its proof", "R164 Art.23；R162 Art.66"),
    "not_here": ("不是本单位处理的信息", "these data are not processed here", "个人信息保护法第50条"),
    "secrecy": ("告诉您会妨碍依法履行职责", "telling you would hinder a duty of law", "个人信息保护法第35条"),
}  # fmt: skip
REMEDY_ZH = "不服这个答复，可以向上一级公安机关交通管理部门或者网信部门投诉，也可以向人民法院起诉（个人信息保护法第50条、第65条）。"
REMEDY_EN = "You may complain to the next higher authority or the cyberspace administration, or go to court (PIPL art. 50, 65)."


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request. ``text``, ``field``, ``wanted``: what was asked, in full; ``days_left``: working days until it is due, negative when that is past.

    ``erased``: how many rows went, by the name of the part. ``copy_until``: to which day its copy can be fetched.
    ``soon``: open, and due within ``requests.soon_days``.
    """

    id: UUID
    number: str
    person_id: UUID
    kind: str
    channel: str
    office_id: UUID
    state: str
    asked_at: datetime
    due_on: date
    days_left: int
    text: str
    field: str
    wanted: str
    answer: str
    ground: str
    ended_at: datetime | None
    answered_account: UUID | None
    erased: dict[str, int]
    copy_until: date | None
    soon: bool

    @property
    def late(self) -> bool:
        """Open, and its limit is past."""
        return self.state == "open" and self.days_left < 0


def _plain(said: Any) -> str:
    if isinstance(said, datetime):
        return f"{local(said):%Y-%m-%d %H:%M}"
    return "" if said is None else str(said)


@dataclass(frozen=True, slots=True)
class PartCopy:
    """One part of a copy: its words, its rows as plain values, and what becomes of it when deletion is asked for."""

    name: str
    zh: str
    en: str
    words: dict[str, str]
    rows: list[dict[str, Any]]
    erasable: bool
    duty_zh: str
    duty_en: str
    article: str

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Each row as pairs of a Chinese word and what stands there, as people read it; times by the wall clock of the office."""
        return [[(word, _plain(row.get(key))) for key, word in self.words.items()] for row in self.rows]
