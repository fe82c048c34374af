"""Refusals of exports."""

from yitang.kernel.errors import Refusal


class SourceUnknown(Refusal):
    """No list of this name can be exported."""

    code = "export_source_unknown"
    zh = "没有这样的清单可以导出。"
    en = "There is no such list to export."
    cure_zh = "从列出的清单里选一个。"
    cure_en = "Choose one of those listed."


class SpanWrong(Refusal):
    """The days do not follow each other, or are too many."""

    code = "export_span_wrong"
    zh = "日期不对：先早后晚，最多 {most} 天。"
    en = "The days have to follow each other, {most} at most."
    cure_zh = "请改日期，别的都还在。"
    cure_en = "Change the days; the rest is kept."


class PurposeMissing(Refusal):
    """A list leaves for a stated purpose only."""

    code = "export_purpose_missing"
    zh = "导出要写明用途。"
    en = "State what the export is for."
    article = "个人信息保护法第6条"
    cure_zh = "写一句：给谁、做什么用，至少四个字。"
    cure_en = "One sentence: for whom and for what."


class FormatUnknown(Refusal):
    """Neither CSV nor xlsx."""

    code = "export_format_unknown"
    zh = "请选 CSV 或 xlsx。"
    en = "Choose CSV or xlsx."
    cure_zh = "选一种再提。"
    cure_en = "Choose one and ask again."


class NothingToExport(Refusal):
    """No row in these days."""

    code = "nothing_to_export"
    zh = "这几天没有可以导出的。"
    en = "There is nothing to export in these days."
    cure_zh = "换几天再提。"
    cure_en = "Choose other days."


class TooMuchToExport(Refusal):
    """More rows than any file may hold."""

    code = "too_much_to_export"
    zh = "有 {rows} 行，一个文件最多 {most} 行。"
    en = "{rows} rows; one file holds {most} at most."
    cure_zh = "分几段日期导出。"
    cure_en = "Export fewer days at a time."


class NotOwnExport(Refusal):
    """Nobody approves what he asked for himself, whichever account he uses."""

    code = "not_own_export"
    zh = "自己提的，要由本单位另一个人同意。"
    en = "Another person of the office has to approve what you asked for."
    status = 403
    cure_zh = "请另一位审核或所长看了再定。"
    cure_en = "Ask another reviewer or the head of the office."


class ExportMovedOn(Refusal):
    """It is not in the state for this any more."""

    code = "export_moved_on"
    zh = "这份导出现在是：{state_zh}。"
    en = "This export is now: {state}."
    status = 409
    cure_zh = "刷新看现在的状态；文件只能下载一次，还要就再提一份。"
    cure_en = "Reload to see; a file is downloaded once, ask for another if it is needed."


class FileTooLarge(Refusal):
    """A file that is held against the marks is larger than any export."""

    code = "marked_file_too_large"
    zh = "文件太大，不是从这里导出的。"
    en = "The file is larger than any export."
    cure_zh = "换一个文件。"
    cure_en = "Try another file."
