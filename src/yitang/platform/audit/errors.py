"""Refusals of the log."""

from typing import ClassVar

from yitang.kernel.errors import Refusal


class NoSuchRow(Refusal):
    """No sealed row of this number or id is in the log."""

    code = "no_such_row"
    zh = "日志里没有已封存的 {said}。"
    en = "The log has no sealed row {said}."
    status = 404
    cure_zh = "核对编号；刚写下的行一秒内封存，稍后再试。"
    cure_en = "Check the number; what was just written is sealed within a second: try again."


class NoSuchHead(Refusal):
    """No head of this size is in the log, or it is not the later one."""

    code = "no_such_head"
    zh = "没有合适的树头 {said}：要有这个大小，并且不早于所证明的内容。"
    en = "There is no fitting head {said}: it must be there and not older than what it is to prove."
    status = 404
    cure_zh = "不写树头就用最新的；树头的大小见 ./yitang log heads。"
    cure_en = "Leave the head out to take the newest; ./yitang log heads lists their sizes."


class LogDoesNotFit(Refusal):
    """What the database holds of a row does not lead to the root that was signed: no proof can be given."""

    code = "log_does_not_fit"
    zh = "日志与签过名的树头不符，给不出证明。"
    en = "The log does not fit its signed head: there is no proof to give."
    status = 409
    cure_zh = "运行 ./yitang verify-audit，它会指出哪一行不对，并通知监督岗。"
    cure_en = "Run ./yitang verify-audit, which names the row, and tell the auditor."


class NotProven(Refusal):
    """A proof from a file is refused; ``why`` says what of it is wrong."""

    code = "not_proven"
    zh = "这份证明不成立：{zh_why}。"
    en = "This proof does not hold: {en_why}."
    cure_zh = "不要采信。向出具单位重新索取证明，并核对公钥是不是自己当初保存的。"
    cure_en = "Do not rely on it. Ask whoever gave it for another, and make sure that the public keys are those that you kept."
    WHY: ClassVar[dict[str, tuple[str, str]]] = {
        "form": ("文件不是日志证明，或写法被改动", "the file is no proof of a log, or its form was changed"),
        "key": ("签名用的公钥不在您保存的公钥里", "the key of its signature is none of the public keys that you keep"),
        "signature": ("树头的签名不对", "the signature of a head is wrong"),
        "path": ("算出来的根与签过名的不同", "it leads to another root than the one that was signed"),
        "keys": ("公钥文件读不懂", "the file of public keys cannot be read"),
    }

    @classmethod
    def because(cls, what: str) -> "NotProven":
        """The refusal for one of the reasons in ``WHY``."""
        zh, en = cls.WHY[what]
        return cls(zh_why=zh, en_why=en)
