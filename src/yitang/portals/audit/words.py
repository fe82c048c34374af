"""Rows of the log in the words of the auditor's pages."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.platform.identity.public import device_names
from yitang.portals.frame.words import ACTS, POSTS, staff_names
from yitang.processes.cases.public import WITHDRAWALS
from yitang.processes.oversight.public import Line
from yitang.processes.queue.public import REASONS
from yitang.registers.offices.public import halls, offices, windows

# Kind of status and Chinese of a result; of a payload that is not there as it was written.
RESULTS = {"done": ("ok", "完成"), "looked": ("info", "查看"), "refused": ("bad", "被拒")}
PAYLOADS = {"erased": ("info", "内容已依法抹除"), "missing": ("bad", "内容不见了"), "changed": ("bad", "内容被改动")}
THINGS = {
    "case": "业务", "ticket": "排队号", "person": "人员", "person.name": "人员姓名", "person.number": "人员证件号", "person.phone": "人员手机号",
    "vehicle": "车辆", "upload": "材料照片", "notice": "告知书", "bill": "账单", "grant": "授权", "account": "账号", "session": "登录", "device": "设备",
    "log": "日志", "key": "密钥", "personal_key": "个人密钥", "erasure": "抹除", "window": "窗口", "gap": "缺口",
}  # fmt: skip
MORE_POSTS = {"citizen": "群众", "kiosk": "自助机", "display": "大厅屏", "screen": "第二屏", "system": "系统", "reader": "读卡器"}


def reason_words(said: str) -> str:
    """A stated reason as it was written; one that is a word of the program in Chinese, the name of a refusal with what it says."""
    if said in WITHDRAWALS:
        return WITHDRAWALS[said][0]
    if said in REASONS:
        return REASONS[said][0]
    found = refusals().get(said, "")
    return f"{found}（{said}）" if found else said


@lru_cache(maxsize=1)
def refusals() -> dict[str, str]:
    """What each refusal of the program says in Chinese, by its name; one whose words need facts that the log does not keep is left out."""
    kinds, found = [Refusal], dict[str, str]()
    while kinds:
        one = kinds.pop()
        kinds += one.__subclasses__()
        if "{" not in one.zh:
            found[one.code] = one.zh.rstrip("。")
    return found


class Names:
    """Offices, windows, people and devices of a page's rows, each read once."""

    def __init__(self, lines: list[Line]) -> None:
        here = [line.row for line in lines]
        self._offices = {one.id: one.name_zh for one in offices()} if here else {}
        self._halls = {one.id: one for one in halls()} if here else {}
        self._windows = {w.id: w.number for hall in sorted({r.hall for r in here if r.window and r.hall}, key=str) for w in windows(hall, clock.today())}
        self._people = staff_names([r.account for r in here])
        self._devices = device_names({r.device for r in here if r.device})

    def place(self, office: UUID | None, hall: UUID | None, window: UUID | None) -> str:
        """Office, hall and window in one line."""
        number = self._windows.get(window) if window else None
        inside = self._halls[hall].name_zh if hall in self._halls else ""
        return " ".join(filter(None, (self._offices.get(office, "") if office else "", inside, f"{number} 号窗" if number else "")))

    def line(self, line: Line) -> dict[str, Any]:
        """A row with its words."""
        r = line.row
        return {
            "r": r, "what": ACTS.get(r.act, r.act), "who": self._people.get(r.account, ""), "post": POSTS.get(r.post) or MORE_POSTS.get(r.post, r.post),
            "where": self.place(r.office, r.hall, r.window), "device": self._devices.get(r.device, "") if r.device else "",
            "thing": THINGS.get(r.thing_kind, r.thing_kind), "result": RESULTS.get(r.result, ("info", r.result)), "reason": reason_words(line.reason),
            "payload": PAYLOADS.get(line.payload),
        }  # fmt: skip
