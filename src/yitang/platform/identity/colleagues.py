"""Who else works at an office, for handing something on by name."""

from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import rows

WORKS = ("guide", "clerk", "reviewer", "chief")
COLLEAGUES = """
SELECT DISTINCT a.id, a.name FROM identity_account a JOIN identity_post p ON p.account_id = a.id
WHERE p.office_id = %s AND p.post = ANY(%s) AND p.ended_at IS NULL AND p.from_on <= %s AND (p.to_on IS NULL OR p.to_on >= %s)
AND a.state = 'active' AND a.id <> %s ORDER BY a.name, a.id
"""


def colleagues(viewer: Viewer) -> dict[UUID, str]:
    """Names of those who hold a post of the business at the viewer's office today, by account; the viewer himself is not among them."""
    if viewer.account_id is None or viewer.office_id is None:
        return {}
    today = clock.local(clock.real_now()).date()
    return {r["id"]: r["name"] for r in rows(COLLEAGUES, [viewer.office_id, list(WORKS), today, today, viewer.account_id])}
