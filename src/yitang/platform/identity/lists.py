"""What the administrators look at: accounts with their posts, grants that wait, grants that were decided. Rows, no person behind them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Checked, Proof, checked, proofs
from yitang.platform.database.public import row, rows
from yitang.platform.identity.access import SEE_ACCOUNTS, SEE_GRANTS, SEE_WAITING
from yitang.platform.identity.domain import Place
from yitang.platform.identity.errors import NotYours
from yitang.platform.identity.grants import oldest_waiting
from yitang.platform.identity.rules import allow, may
from yitang.platform.identity.sides import today

PAGE = 50


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post of an account, open or ended. ``state``: open, future, or over."""

    id: UUID
    post: str
    service: str
    office_id: UUID
    hall_id: UUID | None
    from_on: date
    to_on: date | None
    ended_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as administrators see it; ``own``: it is the viewer's, or another one of the viewer's person. ``link_until``: of a link that is out."""

    id: UUID
    login: str
    name: str
    state: str
    seen_on: date | None
    link_until: datetime | None
    own: bool
    posts: tuple[PostRow, ...]


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A grant with who asked and who decided. ``paper``: by which document a reset's person was known. ``own``: of the viewer's person."""

    id: UUID
    kind: str
    account_id: UUID
    login: str
    name: str
    account_state: str
    post: str
    service: str
    office_id: UUID | None
    hall_id: UUID | None
    from_on: date | None
    to_on: date | None
    reason: str
    state: str
    asked_by: str
    asked_at: datetime
    asked_log: UUID
    decided_by: str
    decided_at: datetime | None
    decided_reason: str
    decided_log: UUID | None
    paper: str
    own: bool


ACCOUNT = """
SELECT a.id, a.login, a.name, a.state, a.person_id, e.expires_at AS link_until,
       (SELECT max(s.seen_at) FROM identity_session s WHERE s.account_id = a.id) AS seen_at
FROM identity_account a LEFT JOIN identity_enrolment e ON e.account_id = a.id
"""
# Of an office: who has an open post there, had one and has none now, or has none anywhere yet.
OF_OFFICE = """
WHERE EXISTS (SELECT 1 FROM identity_post p WHERE p.account_id = a.id AND p.office_id = %s)
   OR NOT EXISTS (SELECT 1 FROM identity_post p WHERE p.account_id = a.id)
ORDER BY a.login LIMIT %s OFFSET %s
"""
POSTS = "SELECT * FROM identity_post WHERE account_id = ANY(%s) ORDER BY (ended_at IS NOT NULL), from_on DESC, id"
GRANT = """
SELECT g.id, g.kind, g.account_id, a.login, a.name, a.state AS account_state, g.post, g.service, g.office_id, g.hall_id, g.from_on, g.to_on, g.reason,
       g.state, q.name AS asked_by, g.asked_at, g.asked_log, coalesce(d.name, '') AS decided_by, g.decided_at, g.decided_reason, g.decided_log, g.paper,
       g.person_id
FROM identity_grant g JOIN identity_account a ON a.id = g.account_id JOIN identity_account q ON q.id = g.asked_account_id
LEFT JOIN identity_account d ON d.id = g.decided_account_id
"""


WAITING = f"{GRANT} WHERE g.state = 'waiting' AND g.asked_at >= %s ORDER BY g.asked_at LIMIT %s"


def accounts(viewer: Viewer, office_id: UUID, page: int = 0) -> tuple[list[AccountRow], bool]:
    """The staff of an office and those without a post yet, by badge number, fifty a page. Returns: the page, and whether there is another.

    Raises: PostMayNot.
    """
    allow(viewer, SEE_ACCOUNTS)
    may(viewer, SEE_ACCOUNTS, Place())
    found = rows(ACCOUNT + OF_OFFICE, [office_id, PAGE + 1, PAGE * page])
    return _with_posts(viewer, found[:PAGE]), len(found) > PAGE


def account_of_badge(viewer: Viewer, login: str) -> UUID | None:
    """The account with exactly this badge number.

    Raises: PostMayNot.
    """
    allow(viewer, SEE_ACCOUNTS)
    may(viewer, SEE_ACCOUNTS, Place())
    found = row("SELECT id FROM identity_account WHERE login = %s", [login.strip()])
    return found["id"] if found else None


def account(viewer: Viewer, account_id: UUID) -> tuple[AccountRow, list[GrantRow]]:
    """One account with its posts and grants, newest first.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, SEE_ACCOUNTS)
    may(viewer, SEE_ACCOUNTS, Place())
    found = rows(f"{ACCOUNT} WHERE a.id = %s", [account_id])
    if not found:
        raise NotYours
    grants = rows(f"{GRANT} WHERE g.account_id = %s ORDER BY g.asked_at DESC LIMIT %s", [account_id, PAGE])
    return _with_posts(viewer, found)[0], [_grant(viewer, one) for one in grants]


def waiting_grants(viewer: Viewer) -> list[GrantRow]:
    """Grants that wait to be decided, the oldest first.

    Raises: PostMayNot.
    """
    allow(viewer, SEE_WAITING)
    may(viewer, SEE_WAITING, Place())
    return [_grant(viewer, one) for one in rows(WAITING, [oldest_waiting(), PAGE])]


def grants(viewer: Viewer, page: int = 0) -> tuple[list[tuple[GrantRow, Proof | None, Proof | None]], bool]:
    """Every grant, newest first, fifty a page, with its rows of the log: of who asked, of who decided. Returns: the page, and whether there is another.

    Raises: PostMayNot.
    """
    allow(viewer, SEE_GRANTS)
    may(viewer, SEE_GRANTS, Place())
    found = [_grant(viewer, one) for one in rows(f"{GRANT} ORDER BY g.asked_at DESC, g.id LIMIT %s OFFSET %s", [PAGE + 1, PAGE * page])]
    shown = found[:PAGE]
    proved = proofs([log for one in shown for log in (one.asked_log, one.decided_log) if log])
    return [(one, proved.get(one.asked_log), proved.get(one.decided_log) if one.decided_log else None) for one in shown], len(found) > PAGE


def grant(viewer: Viewer, grant_id: UUID) -> tuple[GrantRow, Checked | None, Checked | None]:
    """One grant with its rows of the log held against MAC, leaf and head; nothing for a row that was written at another office than the viewer's.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, SEE_GRANTS)
    may(viewer, SEE_GRANTS, Place())
    found = row(f"{GRANT} WHERE g.id = %s", [grant_id])
    if found is None:
        raise NotYours
    one = _grant(viewer, found)
    return one, checked(viewer, one.asked_log), checked(viewer, one.decided_log) if one.decided_log else None


def _grant(viewer: Viewer, found: dict[str, Any]) -> GrantRow:
    said = {name: found[name] for name in found if name != "person_id"}
    return GrantRow(**said, own=found["person_id"] == viewer.person_id)


def _with_posts(viewer: Viewer, found: list[dict[str, Any]]) -> list[AccountRow]:
    held: dict[UUID, list[PostRow]] = {}
    for one in rows(POSTS, [[r["id"] for r in found]]):
        held.setdefault(one["account_id"], []).append(_post(one))
    return [
        AccountRow(
            r["id"], r["login"], r["name"], r["state"], clock.local(r["seen_at"]).date() if r["seen_at"] else None, r["link_until"],
            r["person_id"] == viewer.person_id, tuple(held.get(r["id"], ())),
        )
        for r in found
    ]  # fmt: skip


def _post(found: dict[str, Any]) -> PostRow:
    over = found["ended_at"] is not None or (found["to_on"] is not None and found["to_on"] < today())
    state = "over" if over else "future" if found["from_on"] > today() else "open"
    names = ("id", "post", "service", "office_id", "hall_id", "from_on", "to_on", "ended_at")
    return PostRow(**{name: found[name] for name in names}, state=state)
