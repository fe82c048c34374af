"""The key bar (键条): every key has one fixed place, does one thing at a time, and says why when it can do nothing."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from yitang.platform.policy.public import value
from yitang.processes.cases.public import CaseRow
from yitang.processes.queue.public import AtWindow, Desk
from yitang.registers.catalogue.public import business

OPEN = ("accepted", "reviewed", "suspended")
ENDED = {"refused": "这件业务不予办理", "withdrawn": "这件业务已撤回"}
STOPPED = {**ENDED, "lapsed": "这件业务容缺逾期，已终止", "suspended": "这件业务停办核查，等结论"}


@dataclass(frozen=True, slots=True)
class Key:
    """One key. ``post``: the address its own form goes to; ``form`` and ``do``: the form of the page that it sends instead, and as what.

    ``why``: the reason in words when it cannot be used now; then there is nothing to send. ``look``: ``plain``, ``main`` or ``call``.
    """

    key: str
    zh: str
    post: str = ""
    form: str = ""
    do: str = ""
    look: str = "plain"
    panel: bool = False
    why: str = ""


def _step(what: str) -> str:
    return reverse("window:step", args=[what])


def key_bar(desk: Desk, case: CaseRow | None, more: dict[str, Any]) -> list[Key]:
    """The keys F2 to F10 of a desk as it is now. ``more``: ``bill``, ``order``, ``second``, ``took_over`` and ``form`` of the console."""
    current = desk.current
    return [
        _call(desk, current), _recall(current), _no_show(current),
        Key("F6", "转走", panel=True) if current else Key("F6", "转走", why="窗口没有人，没有要转的"),
        _pause(desk, current), _eight(current, case, more), _nine(current, case, more), _finish(desk, current, case),
    ]  # fmt: skip


def _call(desk: Desk, current: AtWindow | None) -> Key:
    if current:
        return Key("F2", "叫号", why=f"{current.label} 还在本窗口，先办结或过号")
    if desk.paused:
        return Key("F2", "叫号", why="窗口还没开，先按 F7 开窗" if desk.closed else "窗口在暂停，先按 F7 恢复")
    return Key("F2", "叫号", _step("call"), look="call")


def _recall(current: AtWindow | None) -> Key:
    if current is None or current.state != "called":
        return Key("F3", "重呼", why="已经开始办理，不用再呼" if current else "还没叫号")
    most = value("queue.recall_max")
    if current.recalls >= most:
        return Key("F3", "重呼", why=f"已经重呼 {most} 次，可以按 F4 过号")
    return Key("F3", "重呼", _step("recall"))


def _no_show(current: AtWindow | None) -> Key:
    if current is None or current.state != "called":
        return Key("F4", "过号", why="已经开始办理；群众离开按 F6" if current else "还没叫号")
    return Key("F4", "过号", _step("no-show"))


def _pause(desk: Desk, current: AtWindow | None) -> Key:
    if current:
        return Key("F7", "暂停", why=f"{current.label} 还在本窗口，办结以后再暂停")
    if desk.closed:
        return Key("F7", "开窗", _step("open"), look="main")
    if desk.paused:
        return Key("F7", "恢复", _step("open"), look="main")
    return Key("F7", "暂停", _step("pause"))


def _eight(current: AtWindow | None, case: CaseRow | None, more: dict[str, Any]) -> Key:
    """F8 comes before F9: start, check the papers, ask for a pay code or take it back."""
    if current is None:
        return Key("F8", "开始", why="还没叫号")
    if current.state == "called":
        return Key("F8", "开始", _step("start"), look="main")
    if case is None:
        return Key("F8", "核对", form="papers", do="check") if more["form"] else Key("F8", "核对", why="这项业务不能在这里受理，按 F6 转走")
    if case.state == "reviewed" and not more["bill"].settled_at:
        what, zh = ("code-cancel", "收现金") if more["order"] else ("code", "扫码")
        return Key("F8", zh, reverse("window:case-step", args=[case.id, what]))
    return Key("F8", "核对", why=STOPPED.get(case.state, "已经受理，材料核过了"))


def _nine(current: AtWindow | None, case: CaseRow | None, more: dict[str, Any]) -> Key:
    """F9 carries the case on: accept, review, take the money, issue."""
    if current is None or current.state != "serving":
        return Key("F9", "受理", why="先按 F8 开始办理" if current else "还没叫号")
    if case is None:
        return Key("F9", "受理", form="papers", do="accept", look="main") if more["form"] else Key("F9", "受理", why="这项业务不能在这里受理，按 F6 转走")
    if case.state == "accepted" and case.deferred:
        return Key("F9", "审核", why="还有容缺的材料没补，补齐才能审核")
    if case.state == "accepted":
        if more["second"] and more["took_over"]:
            return Key("F9", "审核", why="受理的是交班的同事，您可以审核：打开右下的“待审核”")
        if more["second"]:
            return Key("F9", "审核", why="等另一位同事审核，受理和审核要两个人")
        return Key("F9", "审核", reverse("window:case-step", args=[case.id, "review"]), look="main")
    if case.state == "reviewed" and not more["bill"].settled_at:
        return Key("F9", "收款", why="等群众扫码付款；要收现金按 F8") if more["order"] else Key("F9", "收款", form="cash", look="main")
    if case.state == "reviewed" and more["bill"].void_at:
        return Key("F9", "出证", why="收的钱已经批准全退，不能出证；在中间撤回业务")
    if case.state == "reviewed":
        zh = "签注" if business(case.business).endorses else "出证"
        return Key("F9", zh, reverse("window:case-step", args=[case.id, "issue"]), look="main")
    return Key("F9", "出证", why=STOPPED.get(case.state, "已经出证，按 F10 办结"))


def _finish(desk: Desk, current: AtWindow | None, case: CaseRow | None) -> Key:
    """F10 ends: the visit, and with nobody there, after a pause, the work of the window."""
    if current is None:
        if desk.paused and not desk.closed:
            return Key("F10", "关窗", _step("close"))
        return Key("F10", "办结", why="窗口没开" if desk.closed else "窗口没有人；收工先按 F7 暂停，再按 F10 关窗")
    if current.state != "serving":
        return Key("F10", "办结", why="还没开始办理，没来的按 F4 过号")
    if case is not None and case.state in OPEN:
        return Key("F10", "先结束", _step("finish"))
    return Key("F10", "办结", _step("finish"), look="main" if case is not None else "plain")


HELP = (
    ("F1", "全部按键", "打开或收起这张表"),
    ("F2", "叫号", "按规则叫下一位，大屏、语音、手机同时"),
    ("F3", "重呼", "再叫一次同一个号"),
    ("F4", "过号", "叫了没来，群众半小时内可以回来"),
    ("F6", "转走", "选理由转窗，不丢等候时间；或者人中途走了"),
    ("F7", "开窗、暂停、恢复", "暂停时不会叫到本窗口"),
    ("F8", "开始、核对、扫码", "F9 的前一步"),
    ("F9", "受理、审核、收款、出证", "把业务往前走一步"),
    ("F10", "办结、关窗", "结束这一位；暂停时是收工关窗"),
    ("Enter", "下一项", "光标到下一个格子，最后一格停住"),
    ("Ctrl+L", "锁屏", "离开窗口时按，回来输动态码；没按过键的时间长了自己会锁"),
    ("Alt+P", "打印告知", "把缺的全部材料一次告知"),
)
