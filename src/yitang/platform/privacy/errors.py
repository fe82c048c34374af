"""Refusals of privacy."""

from yitang.kernel.errors import Refusal


class NoticeNotShown(Refusal):
    """Before a number is typed, one is told what becomes of it (PIPL art. 17): this session has not been shown the version that counts now."""

    code = "notice_not_shown"
    zh = "个人信息的说明有了新的一版，请先看一下，再按一次。"
    en = "The notice on personal data is new: read it, then press once more."
    status = 409
    article = "个人信息保护法第17条"
    cure_zh = "说明就在这一页，看完再按一次就行。"
    cure_en = "It is on this page; press once more after reading."


class NoticeChanged(Refusal):
    """The text of a version is not the one that was shown to people under this number."""

    code = "notice_changed"
    zh = "个人信息的说明和登记的这一版不一样，已停止使用。"
    en = "The notice differs from the version that was registered, and is not used."
    status = 500
    cure_zh = "请告诉系统管理员：改了文字要用新的版本号。"
    cure_en = "Tell the system administrator: a changed text needs a new version number."
