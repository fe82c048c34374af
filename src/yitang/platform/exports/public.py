"""Front door of exports."""

from yitang.platform.exports.domain import FORMATS, WORDS, ExportRow, Source, Span
from yitang.platform.exports.operations import approve, ask, make, refuse, take
from yitang.platform.exports.queries import export_for, exports_of, sources, whose

__all__ = ["FORMATS", "WORDS", "ExportRow", "Source", "Span", "approve", "ask", "export_for", "exports_of", "make", "refuse", "sources", "take", "whose"]
