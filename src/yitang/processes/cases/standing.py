"""Whether a case still stands, for who holds a paper of it: nothing else of it is said."""

from uuid import UUID

from yitang.platform.database.public import row


def is_withdrawn(case_id: UUID) -> bool:
    """Whether a case was withdrawn (撤回业务); False for one that does not exist."""
    return row("SELECT 1 AS yes FROM cases_case WHERE id = %s AND state = 'withdrawn'", [case_id]) is not None
