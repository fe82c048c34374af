"""Front door of changes by two people."""

from yitang.platform.changes.access import SEE
from yitang.platform.changes.domain import Change, Kind, Preview, Wanted
from yitang.platform.changes.kinds import kind_of, kinds
from yitang.platform.changes.operations import ask_change, confirm_change, earliest, lapse, prepared, refuse_change, withdraw_change
from yitang.platform.changes.policy_values import worded
from yitang.platform.changes.queries import change_of, changes, waiting_changes

__all__ = [
    "SEE", "Change", "Kind", "Preview", "Wanted", "ask_change", "change_of", "changes", "confirm_change", "earliest", "kind_of", "kinds", "lapse",
    "prepared", "refuse_change", "waiting_changes", "withdraw_change", "worded",
]  # fmt: skip
