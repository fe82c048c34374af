"""Background entry point of exports: the file is made whole, or not at all."""

from uuid import UUID

from yitang.platform.exports.operations import make
from yitang.platform.jobs.public import Entry


def made(export: str) -> None:
    """Make one."""
    make(UUID(export))


JOBS = {"make": Entry(made)}
