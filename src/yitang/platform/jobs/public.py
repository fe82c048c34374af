"""Front door of jobs."""

from yitang.platform.jobs.domain import ArgumentsNotPlain, Entry, Every, FailedJob
from yitang.platform.jobs.operations import enqueue
from yitang.platform.jobs.queries import failed, waiting
from yitang.platform.jobs.worker import entries, repeated, run_worker

__all__ = ["ArgumentsNotPlain", "Entry", "Every", "FailedJob", "enqueue", "entries", "failed", "repeated", "run_worker", "waiting"]
