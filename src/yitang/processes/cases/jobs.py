"""What the worker does for cases: when a day begins."""

from yitang.platform.jobs.public import Every
from yitang.processes.cases.due import begin_day

EVERY = {"day": Every(begin_day, 60.0)}
