"""The knife of A1: an operation is cut off before its first statement, then before its second, and so on, and before its commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from yitang.platform.database.public import rows

# Kept whatever becomes of the act: counts against guessing, numbers of the log's writers (a gap is found).
APART = {"identity_attempt", "people_miss", "django_migrations", "audit_writer"}


class Cut(BaseException):
    """The process ends here."""


class Knife:
    """Cuts before the statement of a given number, and before the commit that follows the last one."""

    def __init__(self, at_statement: int) -> None:
        self.at_statement = at_statement
        self.seen = 0
        self.fell = False
        self.committed = False

    def __call__(self, run: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        self.count()
        return run(sql, params, many, context)

    def count(self) -> None:
        """One more statement or commit."""
        if self.seen == self.at_statement:
            self.fell = True
            raise Cut
        self.seen += 1


@contextmanager
def knife(at_statement: int) -> Iterator[Knife]:
    """Statements and commits of this connection pass under a knife."""
    found = Knife(at_statement)
    commit = connection._commit

    def cut_commit() -> None:
        found.count()
        commit()
        found.committed = True

    connection._commit = cut_commit  # type: ignore[method-assign]
    try:
        with connection.execute_wrapper(found):
            yield found
    finally:
        connection._commit = commit  # type: ignore[method-assign]


def tables() -> list[str]:
    return [r["t"] for r in rows("SELECT tablename AS t FROM pg_tables WHERE schemaname = 'public' ORDER BY 1") if r["t"] not in APART]


def fingerprint(names: list[str]) -> dict[str, tuple[int, int]]:
    """Of each table the number of rows and the sum of their transactions: any insert, change or deletion shows."""
    sql = " UNION ALL ".join(f"SELECT '{name}' AS t, count(*) AS n, coalesce(sum(xmin::text::bigint), 0) AS x FROM {name}" for name in names)
    return {r["t"]: (r["n"], int(r["x"])) for r in rows(sql)}


class Day:
    """A day at the hall, operation by operation; ``forget``: whatever this process keeps for a moment is read again."""

    def __init__(self, forget: Callable[[], None]) -> None:
        self.forget = forget
        self.names = tables()
        self.done: set[str] = set()
        self.cuts = 0

    def do(self, name: str, operation: Callable[[], Any], before: Callable[[], Any] = lambda: None, apart: str = "") -> Any:
        """Cut the operation off at every place, then let it run; ``apart`` names a table that keeps a count of tries. Returns: its result."""
        names = [one for one in self.names if one != apart]
        self.done.add(name)
        for at_statement in range(200):
            before()
            was = fingerprint(names)
            # What one attempt read and kept, the next would not ask for: its statements would move up, and one would pass uncut.
            self.forget()
            result = None
            with knife(at_statement) as blade:
                try:
                    result = operation()
                except BaseException:
                    # Cut off at the commit, the framework stumbles once more while it tidies up: a process that is gone does not.
                    if not blade.fell:
                        raise
            if blade.fell:
                connection.close()
                self.cuts += 1
                stayed = fingerprint(names)
                if stayed != was and blade.committed and stayed["audit_row"] != was["audit_row"]:
                    # Cut off after its commit, on the way to the answer: all of it is there, and so is its row.
                    assert stayed["audit_payload"][0] == stayed["audit_row"][0]
                    return None
                assert stayed == was, f"{name}: cut off before statement {at_statement}, something stayed"
                continue
            assert blade.seen == at_statement, f"{name}: had other statements than when it was cut off"
            rows_now = fingerprint(names)
            assert rows_now["audit_row"][0] > was["audit_row"][0], f"{name} left no row in the log"
            assert rows_now["audit_payload"][0] - was["audit_payload"][0] == rows_now["audit_row"][0] - was["audit_row"][0]
            assert at_statement > 2, f"{name}: the knife never cut"
            return result
        raise AssertionError(f"{name} does not end")
