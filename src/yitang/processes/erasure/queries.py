"""Reading erasures, masked."""

from dataclasses import replace
from typing import Any

from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import rows
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.processes.erasure.access import SEE
from yitang.processes.erasure.domain import ErasureRow
from yitang.registers.people.public import own_persons, people

PAGE = 50
ROWS = """
SELECT * FROM erasure_request WHERE office_id = %s ORDER BY (state <> 'waiting'), asked_at DESC, id LIMIT %s OFFSET %s
"""


def erasures(viewer: Viewer, page: int = 0) -> tuple[list[ErasureRow], bool]:
    """Erasures asked for at the viewer's office: those that wait first, then the newest; fifty a page. Returns: the page, and whether there is another.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, SEE)
    if viewer.office_id is None:
        raise NotYours
    may(viewer, SEE, Place((viewer.office_id,)))
    found = rows(ROWS, [viewer.office_id, PAGE + 1, PAGE * page])
    shown, own = found[:PAGE], own_persons(viewer.person_id) if viewer.person_id else frozenset()
    known = people([one["person_id"] for one in shown])
    return [replace(_row(one, known), own=bool({one["person_id"], one["asked_person"]} & own)) for one in shown], len(found) > PAGE


def _row(found: dict[str, Any], known: dict[Any, Any]) -> ErasureRow:
    person = known.get(found["person_id"])
    names = (
        "id", "ground", "reason", "state", "asked_account", "asked_at", "asked_log", "decided_account", "decided_at", "decided_reason", "decided_log", "keys",
    )  # fmt: skip
    said = {name: found[name] for name in names}
    return ErasureRow(person_name=person.name_staff if person else "", person_last4=person.last4 if person else "", own=False, **said)
