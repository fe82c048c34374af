"""What ends by itself: changes that nobody decided in time."""

from yitang.platform.changes.operations import lapse
from yitang.platform.jobs.public import Every

EVERY = {"lapse": Every(lapse, 600.0)}
