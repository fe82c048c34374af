"""The rights of the program's role: given all at once, so that a cut takes none away."""

from typing import Any

import pytest
from django.db import connections

from yitang.platform.database import grants
from yitang.platform.database.public import rows

TABLES = "relkind = 'r' AND relnamespace = 'public'::regnamespace"


def test_a_cut_while_rights_are_given_takes_none_away(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    role, run = connections["default"].settings_dict["USER"], grants.run

    def cut(cursor: Any, sql: str) -> None:
        run(cursor, sql)
        if sql.startswith("REVOKE"):
            raise KeyboardInterrupt

    monkeypatch.setattr(grants, "run", cut)
    try:
        with pytest.raises(KeyboardInterrupt):
            grants.grant(role)
        found = rows(f"SELECT relname FROM pg_class WHERE {TABLES} AND NOT has_table_privilege(%s, oid, 'SELECT')", [role])
        assert found == []
    finally:
        monkeypatch.undo()
        grants.grant(role)
