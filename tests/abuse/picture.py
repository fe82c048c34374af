"""The database before and after a refused act: every table of ours by its content, but for what a refusal leaves by design."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

from yitang.platform.database.public import row, rows

# Nonces, the use of a session, counts against guessing, the record of a refused look, keys of forms: left by any refused request.
LEFT = {
    "identity_nonce", "identity_session", "identity_attempt", "people_miss", "audit_row", "audit_payload", "audit_writer", "database_once",
}  # fmt: skip


def picture() -> dict[str, Any]:
    """Each table with the digest of its rows, in whatever order they lie."""
    names = [r["name"] for r in rows("SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'")]
    each = [
        f"SELECT '{name}' AS name, md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS said FROM {name} t" for name in names if name not in LEFT
    ]
    return {r["name"]: r["said"] for r in rows(" UNION ALL ".join(each))}


@contextmanager
def as_it_was() -> Iterator[None]:
    """Within the block nothing may change: a refusal leaves the database as it was."""
    before = picture()
    yield
    after = picture()
    assert {name for name in after if after[name] != before[name]} == set()


def owner(sql: str, params: tuple[Any, ...] = ()) -> None:
    """A statement of the owner of the tables: how a test takes a constraint or a right away, and gives it back."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, params)


def count(table: str, where: str = "true") -> int:
    """How many rows of a table fit."""
    found = row(f"SELECT count(*) AS n FROM {table} WHERE {where}")
    assert found
    return int(found["n"])
