"""The job that forgets: each worker asks every ten minutes whether this hour's run is over."""

from yitang.platform.jobs.public import Every
from yitang.platform.retention.operations import run_if_due

EVERY = {"run": Every(run_if_due, 600.0)}
