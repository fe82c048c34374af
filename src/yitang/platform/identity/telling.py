"""Telling a member of staff what was done with his account (ASVS 6.3.7): a message to his registered phone, asked for within the act."""

from typing import Any

from yitang.platform.audit.public import Act
from yitang.platform.jobs.public import enqueue

# The register knows phones, this room does not: the job is looked up by its name when the worker starts.
JOB = "people:tell_staff"


def tell(this: Act, account: dict[str, Any], what: str) -> None:
    """The holder hears of it if and only if the act commits. ``what``: one of the words that the register has a text for."""
    enqueue(this, JOB, {"person": str(account["person_id"]), "what": what, "key": str(this.id)}, str(this.id))
