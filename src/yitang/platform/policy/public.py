"""Front door of policy: dated values with their sources."""

from yitang.platform.policy.operations import defaults, fit_value, load_defaults, set_value
from yitang.platform.policy.queries import NoSuchValue, ValueRow, forget, unverified, value, value_row, values

__all__ = ["NoSuchValue", "ValueRow", "defaults", "fit_value", "forget", "load_defaults", "set_value", "unverified", "value", "value_row", "values"]
