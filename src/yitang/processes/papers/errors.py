"""Refusals of papers."""

from yitang.kernel.errors import Refusal


class NotPrintable(Refusal):
    """The case is not where this paper belongs."""

    code = "not_printable"
    zh = "现在还不能打印{paper_zh}：{why_zh}。"
    en = "The {paper_en} cannot be printed now: {why_en}."
    status = 409
    cure_zh = "先把业务办到那一步，再打印。"
    cure_en = "Carry the case to that step first, then print."


class UsePrintCopy(Refusal):
    """The original comes out once; later printings are copies."""

    code = "use_print_copy"
    zh = "原件只在出具后 {minutes} 分钟内能打开打印。"
    en = "The original can be opened for printing within {minutes} minutes after it was made."
    status = 409
    cure_zh = "还要一份的，写明理由打印副本。"
    cure_en = "For another one, print a copy and say why."
