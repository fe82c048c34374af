"""Which cases of a person must be kept: what the archive duty of other rooms asks."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from yitang.platform.database.public import row

ENDED = ("refused", "filed", "withdrawn")
OF = """
SELECT c.number, c.state, (SELECT max(a.at) FROM cases_act a WHERE a.case_id = c.id) AS last_at
FROM cases_case c WHERE c.applicant_id = ANY(%(persons)s) OR EXISTS (SELECT 1 FROM cases_party p WHERE p.case_id = c.id AND p.person_id = ANY(%(persons)s))
ORDER BY (c.state = ANY(%(ended)s)), last_at DESC NULLS LAST LIMIT 1
"""


def cases_to_keep(persons: Iterable[UUID]) -> tuple[str, str, datetime | None]:
    """The cases of these persons, as applicant or party, in whatever office. Returns: the number of one that is under way, or nothing; of the one that
    ended last its number and the time of its last act.
    """
    found = row(OF, {"persons": list(persons), "ended": list(ENDED)})
    if found is None:
        return "", "", None
    return (found["number"], "", None) if found["state"] not in ENDED else ("", found["number"], found["last_at"])
