"""What the worker does for the queue: the night between two days."""

from yitang.kernel import clock
from yitang.platform.jobs.public import Every
from yitang.processes.queue.public import close_yesterday


def night() -> None:
    """When the day is another one by the shared clock, numbers of the day before are over, windows left open are closed; asked each minute."""
    close_yesterday(clock.now())


EVERY = {"night": Every(night, 60.0)}
