"""Refusals of custody."""

from yitang.kernel.errors import Refusal


class SenderUnknown(Refusal):
    """The request is not signed by a key of an installation that was admitted here, or not just now."""

    code = "witness_sender_unknown"
    zh = "发送方没有在这里登记，或签名、时间不对。"
    en = "The sender was not admitted here, or signature or time of the request is wrong."
    status = 401
    cure_zh = "在这里登记对方的公钥文件（./yitang log admit），并校准两边的时间。"
    cure_en = "Admit the other installation's key file here (./yitang log admit), and set both clocks."


class HeadNotSigned(Refusal):
    """The head is not signed by the head key that the sender registered."""

    code = "witness_head_not_signed"
    zh = "树头的签名不对，没有保存。"
    en = "The signature of the head is wrong; it was not kept."
    cure_zh = "对方换过密钥的，请重新登记它的公钥文件（./yitang log admit）。"
    cure_en = "If the other installation has a new key, admit its key file again (./yitang log admit)."


class ContradictsKept(Refusal):
    """The batch does not continue what is kept of this log: it was cut, it forked, or a batch was left out."""

    code = "witness_contradicts"
    zh = "送来的不是这里所存日志的延续：这里存到第 {size} 行，没有改动。"
    en = "This does not continue the log that is kept here: {size} rows are kept, and nothing was changed."
    status = 409
    cure_zh = "先查清日志是被截短还是分叉（./yitang check），不要删除任何一份。"
    cure_en = "Find out first whether the log was cut or forked (./yitang check); delete neither copy."


class KeyContradicts(Refusal):
    """A key of this name is registered already with other bytes."""

    code = "witness_key_contradicts"
    zh = "公钥 {key} 已登记，内容不同，没有登记。"
    en = "The key {key} is registered already with other bytes; nothing was registered."
    status = 409
    cure_zh = "当面核对对方的公钥文件，可能有人冒充。"
    cure_en = "Compare the key file with the other side in person: somebody may pose as them."


class NothingLost(Refusal):
    """The log is the one that every witness that answers remembers."""

    code = "log_nothing_lost"
    zh = "日志和见证记得的一样，没有要确认的。"
    en = "The log is the one that the witnesses remember: there is nothing to acknowledge."
    status = 409


class AcknowledgedAlready(Refusal):
    """The same person acknowledges the same gap once more; another one is needed."""

    code = "log_acknowledged_already"
    zh = "您已经确认过，要由另一个人用自己的账号确认。"
    en = "You have acknowledged it already; another person must, with a login of their own."
    status = 409


class RestoreConfirmedAlready(Refusal):
    """The same person confirms the same restore once more; another one is needed."""

    code = "restore_confirmed_already"
    zh = "您已经确认过这次恢复，要由另一个人用自己的账号确认。"
    en = "You have confirmed this restore already; another person must, with a login of their own."
    status = 409


class BackupUnknown(Refusal):
    """No backup of this name was made here, by the log."""

    code = "backup_unknown"
    zh = "日志里没有叫 {name} 的备份。"
    en = "The log knows no backup called {name}."
    status = 404
    cure_zh = "用备份文件的名称，如 yitang-….age；它在 ./yitang backup 显示的最后。"
    cure_en = "Give the name of the file, such as yitang-….age, as ./yitang backup showed it."


class ReasonMissing(Refusal):
    """Nobody says why rows of the log are lost."""

    code = "log_reason_missing"
    zh = "请写明原因，不超过 200 个字，如：磁盘损坏，从 11 月 27 日的备份恢复。"
    en = "Say why, in at most 200 characters: the disk broke, the backup of 27 November was restored."


class NameMissing(Refusal):
    """A peer without a name, or with one that is too long."""

    code = "witness_name_missing"
    zh = "请写明对方的名称，不超过 60 个字。"
    en = "Give the other installation a name, of at most 60 characters."
