"""The three administrators of the demo city as viewers, and accounts for the tests of grants."""

from typing import Any
from uuid import UUID, uuid4

from django.db import connections

from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row, rows
from yitang.platform.identity.grants import Asked
from yitang.platform.identity.public import ask_grant, make_account
from yitang.platform.identity.sessions import begin
from yitang.platform.identity.sides import today


def of(login: str) -> Viewer:
    """A member of staff who has just signed in with two factors, as his session has him."""
    found = row(
        "SELECT a.id, a.person_id, p.id AS post_id, p.post, p.office_id, p.hall_id "
        "FROM identity_account a JOIN identity_post p ON p.account_id = a.id WHERE a.login = %s",
        [login],
    )
    assert found
    _, session_id = begin("two_factor", found["id"], found["post_id"], None, found["hall_id"])
    return Viewer(found["id"], found["person_id"], found["post"], found["office_id"], found["hall_id"], session_id=session_id, level="two_factor")


def newcomer(login: str = "n01", person: UUID | None = None) -> UUID:
    """An account without a post, its link not used yet."""
    return make_account(of("admin"), login, "新来的", person or uuid4()).account_id


def wanted(city: dict[str, Any], post: str = "clerk", **other: Any) -> Asked:
    """A grant of a post at the city's office from today on."""
    hall = None if post in ("admin", "security", "audit") else city["hall"]
    return Asked(**{"post": post, "service": "police", "office_id": city["office"], "hall_id": hall, "from_on": today(), "to_on": None,
                    "reason": "新招", **other})  # fmt: skip


def asked(city: dict[str, Any], account_id: UUID, post: str = "clerk", **other: Any) -> UUID:
    """A grant that waits."""
    return ask_grant(of("admin"), account_id, wanted(city, post, **other))


def owner(sql: str) -> None:
    """A statement by who owns the tables."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)


def posts_of(account_id: UUID) -> list[str]:
    """Open posts."""
    return [r["post"] for r in rows("SELECT post FROM identity_post WHERE account_id = %s AND ended_at IS NULL ORDER BY post", [account_id])]


def state_of(account_id: UUID) -> str:
    """The account's state."""
    found = row("SELECT state FROM identity_account WHERE id = %s", [account_id])
    assert found
    state: str = found["state"]
    return state


def written() -> dict[str, int]:
    """How many rows each table of this room and the log have."""
    names = ("identity_account", "identity_post", "identity_side", "identity_grant", "identity_enrolment", "audit_row")
    union = " UNION ALL ".join(f"SELECT '{n}' AS t, count(*) AS n, coalesce(sum(xmin::text::bigint), 0)::bigint AS x FROM {n}" for n in names)
    return {r["t"]: (r["n"], r["x"]) for r in rows(union)}  # type: ignore[misc]
