"""Reading changes."""

import json
from typing import Any
from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.changes.access import SEE
from yitang.platform.changes.domain import Change
from yitang.platform.changes.errors import NoSuchChange
from yitang.platform.database.public import row, rows
from yitang.platform.identity.public import Place, allow, may

PAGE = 50
CHANGE = (
    "SELECT id, kind, subject, was, becomes, effective_from, reason, source, state, asked_account_id, asked_person, asked_at, asked_log, "
    "decided_account_id, decided_at, decided_reason, decided_log FROM changes_change"
)


def waiting_changes(viewer: Viewer) -> list[Change]:
    """What waits to be decided, the oldest first, two hundred at most.

    Raises: PostMayNot.
    """
    _look(viewer)
    return [_change(viewer, one) for one in rows(f"{CHANGE} WHERE state = 'waiting' ORDER BY asked_at, id LIMIT 200")]


def changes(viewer: Viewer, kind: str = "", subject: str = "", page: int = 0) -> tuple[list[Change], bool]:
    """All changes, of a kind, or of one thing; newest first, fifty a page. Returns: the page, and whether there is another.

    Raises: PostMayNot.
    """
    _look(viewer)
    found = rows(
        f"{CHANGE} WHERE (%s = '' OR kind = %s) AND (%s = '' OR subject = %s) ORDER BY asked_at DESC, id LIMIT %s OFFSET %s",
        [kind, kind, subject, subject, PAGE + 1, PAGE * page],
    )
    return [_change(viewer, one) for one in found[:PAGE]], len(found) > PAGE


def change_of(viewer: Viewer, change_id: UUID) -> Change:
    """One change.

    Raises: PostMayNot, NoSuchChange.
    """
    _look(viewer)
    found = row(f"{CHANGE} WHERE id = %s", [change_id])
    if found is None:
        raise NoSuchChange
    return _change(viewer, found)


def _look(viewer: Viewer) -> None:
    allow(viewer, SEE)
    may(viewer, SEE, Place())


def _change(viewer: Viewer, found: dict[str, Any]) -> Change:
    said = {name: found[name] for name in found if name != "asked_person"}
    for name in ("was", "becomes"):
        if isinstance(said[name], str):
            said[name] = json.loads(said[name])
    return Change(**said, own=found["asked_person"] == viewer.person_id)
