"""Where wrapped values lie is declared by the rooms as data: what is not declared is found."""

import ast
import re
from typing import Any

from django.db import connections

from yitang.config.rooms import HOUSE
from yitang.platform.database.public import row
from yitang.platform.keys.public import blind_index_under, unwrap
from yitang.platform.rotation import places

BOUND = re.compile(r"^([a-z_]+):([a-z_]+):")


def bounds() -> set[str]:
    """Every place that the program's source wraps a value for, as ``table.column``."""
    found = set()
    for path in HOUSE.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                said = BOUND.match(str(node.values[0].value))
                found |= {f"{said[1]}.{said[2]}"} if said else set()
    return found


def undeclared(declared: set[str]) -> set[str]:
    """Columns of the database that hold a value of ``wrap`` and that no room has declared."""
    found = set()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'bytea'")
        for table, column in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" WHERE substring("{column}" from 1 for 2) = %s AND position(%s in "{column}") = 4', [b"\1\1", b"data."]
            )
            if cursor.fetchone() != (0,) and f"{table}.{column}" not in declared:
                found.add(f"{table}.{column}")
    return found


def test_every_wrapped_column_is_declared_and_one_that_is_not_is_found(city: dict[str, Any]) -> None:
    """Once by the source, once by the bytes of a city's tables; a name is taken out of the list to see that it would be missed."""
    declared = {place.name for place in places.wrapped()}
    assert bounds() == declared
    assert undeclared(declared) == set()
    assert undeclared(declared - {"people_phone.number_cipher"}) == {"people_phone.number_cipher"}
    assert undeclared(set()) >= {"people_document.number_cipher", "people_phone.number_cipher", "identity_account.totp_cipher", "audit_payload.cipher"}
    for index in places.found_by():
        assert index.source.name in declared
        first = row(f"SELECT number_cipher, number_index, id FROM {index.source.table} LIMIT 1")
        assert first
        clear_text = unwrap(first["number_cipher"], index.source.bound(first["id"])).decode()
        assert bytes(first["number_index"]) == blind_index_under(f"{index.pepper}.1", clear_text)
