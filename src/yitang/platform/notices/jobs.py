"""Background entry points of notices. Without a gateway notices stay queued, and ``yitang check`` says so."""

from contextlib import suppress
from uuid import UUID

from yitang.platform.jobs.public import Entry, Every
from yitang.platform.notices.errors import NoGateway
from yitang.platform.notices.operations import deliver_due, deliver_one, sweep
from yitang.platform.notices.senders import sender


def deliver(notice: str) -> None:
    """A notice that was just written goes out at once; when that fails it is due again later."""
    with suppress(NoGateway):
        deliver_one(sender(), UUID(notice))


def rest() -> None:
    """What is due again, and what a killed worker had."""
    with suppress(NoGateway):
        deliver_due(sender())


JOBS = {"deliver": Entry(deliver, whole=False)}
EVERY = {"due": Every(rest, 2.0), "sweep": Every(sweep, 600.0)}
