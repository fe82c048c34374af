"""What the worker does for cases: when a day begins, and for papers that come later."""

from yitang.platform.jobs.public import Every
from yitang.processes.cases.deferring import chase_deferred
from yitang.processes.cases.due import begin_day

EVERY = {"day": Every(begin_day, 60.0), "deferred": Every(chase_deferred, 60.0)}
