"""Refusals of documents."""

from yitang.kernel.errors import Refusal


class DocumentMadeAlready(Refusal):
    """This paper was printed already; what comes now is a copy."""

    code = "document_made_already"
    zh = "这份文书已经打印过，编号 {number}。"
    en = "This paper was printed already under the number {number}."
    status = 409
    cure_zh = "打开它，选“重印副本”；副本上会写明。"
    cure_en = "Open it and print a copy; the copy says that it is one."


class DocumentRevoked(Refusal):
    """A revoked paper is not printed again."""

    code = "document_revoked"
    zh = "这份文书已经作废，不能再打印，也不能再作废。"
    en = "This paper was revoked; it is neither printed nor revoked again."
    status = 409
    cure_zh = "要凭证的，到窗口重新办理。"
    cure_en = "Who needs one has the matter done anew at a window."


class CopyNeedsReason(Refusal):
    """A copy, and a revocation, say why."""

    code = "copy_needs_reason"
    zh = "要写明理由，至少两个字。"
    en = "Give a reason of at least two signs."
    status = 422
    cure_zh = "例如：打印机卡纸；群众遗失。"
    cure_en = "For example: the printer jammed; the holder lost it."
