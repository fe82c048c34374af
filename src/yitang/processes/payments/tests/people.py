"""Who works with the money of the demo's office beside the clerk: a reviewer and the head of the office, with fresh sessions."""

from typing import Any

from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row, rows
from yitang.platform.identity.sessions import begin


def of(city: dict[str, Any], login: str) -> Viewer:
    """A member of staff without a window, whose session has just proved its second factor."""
    found = row("SELECT a.id, a.person_id, p.post FROM identity_account a JOIN identity_post p ON p.account_id = a.id WHERE a.login = %s", [login])
    assert found
    _, session = begin("two_factor", found["id"], None, None, city["hall"])
    return Viewer(found["id"], found["person_id"], found["post"], city["office"], city["hall"], session_id=session, level="two_factor")


def booked(viewer: Viewer) -> list[tuple[str, int]]:
    """The lines of the viewer's window in order: kind and fen."""
    found = 'SELECT e.kind, e.fen FROM payments_entry e JOIN payments_till t ON t.id = e.till_id WHERE t.window_id = %s ORDER BY t."on", e.n'
    return [(r["kind"], r["fen"]) for r in rows(found, [viewer.window_id])]
