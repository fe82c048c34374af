"""The inventory of keys as data (ASVS 11.1.1): every name that the program gives a key, what it is for, and what becomes of the old ones."""

from dataclasses import dataclass

from yitang.platform.keys import store

KINDS = ("data", "pepper", "mac", "sign")


@dataclass(frozen=True, slots=True)
class Use:
    """What keys of one name are for.

    ``lasting``: values that stay in the database were made with it. Of a pepper: what it finds must be computed anew (``found_by`` of a room
    says where) before it may go; one that is not lasting keys counts of an hour and repeated requests, which begin afresh with a new one.
    """

    zh: str
    en: str
    lasting: bool = True


INVENTORY = {
    "data": Use("证件号、手机号、动态码种子、日志内容", "ID numbers, phones, seeds of one-time codes, payloads of the log"),
    "pepper-id": Use("按证件号查人", "finds people by ID number"),
    "pepper-phone": Use("手机号索引", "index of phones"),
    "pepper-visit_name": Use("同一次来访里的姓名", "a name within one visit", lasting=False),
    "pepper-sign_in": Use("登录次数", "counts of sign-ins", lasting=False),
    "pepper-guess": Use("猜测次数", "counts of guesses", lasting=False),
    "pepper-code_address": Use("要验证码的次数", "counts of codes", lasting=False),
    "pepper-pairing": Use("配对码的次数", "counts of pairing codes", lasting=False),
    "pepper-pairing_address": Use("配对请求的次数", "counts of pairings", lasting=False),
    "pepper-form": Use("重复提交的表单", "forms sent twice", lasting=False),
    "mac-audit": Use("日志行", "rows of the log"),
    "mac-code_puzzle": Use("要验证码前的计算题", "puzzles before a code", lasting=False),
    "sign-head": Use("日志树头", "heads of the log"),
    "sign-document": Use("凭证上的二维码", "codes on documents"),
    "sign-witness": Use("发给别处见证的请求", "requests to a witness elsewhere"),
    "sign-payments-sandbox": Use("演示付款", "payments of the demo"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A key that the installation holds: never its bytes. ``made_at``: seconds since 1970; ``closed``: its file opens with the master key only."""

    id: str
    name: str
    current: bool
    made_at: float
    closed: bool


def held() -> list[Held]:
    """Every key of the installation, by name and number."""
    every = store.every_id()
    newest = {key_id.rpartition(".")[0]: key_id for key_id in every}
    return [
        Held(one, one.rpartition(".")[0], newest[one.rpartition(".")[0]] == one, store.made_at(one), store.is_closed((store.folder() / one).read_bytes()))
        for one in every
    ]


def name_of(kind: str, use: str) -> str:
    """The name of keys from what a person types, ``data`` or ``pepper id``; a part of the inventory, or nothing."""
    name = kind if not use else f"{kind}-{use}"
    return name if name in INVENTORY else ""
