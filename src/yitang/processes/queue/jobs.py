"""What the worker does for the queue: the night between two days."""

from yitang.kernel import clock
from yitang.platform.database.public import row
from yitang.platform.jobs.public import Every
from yitang.processes.queue.public import close_yesterday

LEFT = "SELECT 1 AS yes FROM queue_ticket WHERE day < %s AND state IN ('waiting', 'called', 'serving', 'passed') LIMIT 1"


def night() -> None:
    """When the day is another one by the shared clock, numbers of the day before are over; asked each minute, done once."""
    if row(LEFT, [clock.today()]):
        close_yesterday(clock.now())


EVERY = {"night": Every(night, 60.0)}
