"""Background entry points of payments: money that goes back is chased to its end."""

from uuid import UUID

from yitang.platform.jobs.public import Entry, Every
from yitang.processes.payments.refunding import chase_due, chase_refund


def refund(refund: str) -> None:
    """A refund that was just approved is asked for at once; a provider that does not answer is asked again later."""
    chase_refund(UUID(refund))


JOBS = {"refund": Entry(refund, whole=False)}
EVERY = {"refunds": Every(chase_due, 10.0)}
