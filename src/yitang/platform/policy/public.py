"""Front door of policy: dated values with their sources."""

from yitang.platform.policy.operations import load_defaults, set_value
from yitang.platform.policy.queries import NoSuchValue, ValueRow, forget, unverified, value, value_row

__all__ = ["NoSuchValue", "ValueRow", "forget", "load_defaults", "set_value", "unverified", "value", "value_row"]
