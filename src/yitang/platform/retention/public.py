"""Front door of retention."""

from yitang.platform.retention.domain import PlanRow, RunRow
from yitang.platform.retention.operations import end_run, forget_some, run, run_if_due, slot_of
from yitang.platform.retention.queries import plan, rules, runs

__all__ = ["PlanRow", "RunRow", "end_run", "forget_some", "plan", "rules", "run", "run_if_due", "runs", "slot_of"]
