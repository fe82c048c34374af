"""Whom a worker acts for: somebody of the staff as he is now, not as he was when he asked (ASVS 8.3.3)."""

from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row
from yitang.platform.identity.sides import today


def viewer_now(account_id: UUID, post: str, office_id: UUID) -> Viewer | None:
    """The holder of an account at a post of an office, if he works and holds it today; without a session, so what asks for a fresh factor is closed."""
    found = row(
        "SELECT a.id, a.person_id, p.post, p.office_id, p.hall_id FROM identity_account a JOIN identity_post p ON p.account_id = a.id "
        "WHERE a.id = %s AND a.state = 'active' AND p.post = %s AND p.office_id = %s AND p.ended_at IS NULL AND p.from_on <= %s "
        "AND (p.to_on IS NULL OR p.to_on >= %s) LIMIT 1",
        [account_id, post, office_id, today(), today()],
    )
    return Viewer(found["id"], found["person_id"], found["post"], found["office_id"], found["hall_id"], level="two_factor") if found else None
