"""Front door of the log."""

from yitang.platform.audit.domain import LogRow
from yitang.platform.audit.operations import Act, WriterOutOfStep, act, look, record_refusal

__all__ = ["Act", "LogRow", "WriterOutOfStep", "act", "look", "record_refusal"]
