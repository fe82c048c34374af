"""Who came: written by the act that learns it."""

from collections.abc import Sequence
from uuid import UUID

from yitang.platform.audit.public import Act
from yitang.platform.database.public import execute, new_ids
from yitang.platform.keys.public import blind_index
from yitang.processes.queue.domain import Came

# Who is there already in that role stays as he was known first; the constraints say once.
SEEN = """
INSERT INTO queue_visit_person (id, visit_id, role, person_id, name_index, level)
SELECT s.id, %s, s.role, s.person, s.name, 'in_person' FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::bytea[]) AS s(id, role, person, name)
ON CONFLICT DO NOTHING
"""


def hold_people(this: Act, visit_id: UUID, came: Sequence[Came]) -> None:
    """The visit holds these people, whose documents were seen at a window; in the caller's act, by one statement.

    Who came in several roles is held once in each. Of one whom the register does not hold, a keyed digest of the name is kept.
    """
    known = [one for one in came if one.person_id or one.name]
    if not known:
        return
    names = [None if one.person_id else blind_index("visit_name", one.name) for one in known]
    execute(SEEN, [visit_id, new_ids(len(known)), [one.role for one in known], [one.person_id for one in known], names])
    this.note({"came": [one.role for one in known]})
