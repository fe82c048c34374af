"""What the register of drivers holds of somebody, for himself."""

from typing import Any
from uuid import UUID

from yitang.platform.database.public import Part, rows


def _facts(own: frozenset[UUID]) -> list[dict[str, Any]]:
    return rows(
        "SELECT l.archive_number, f.kind, f.value::text AS value, f.true_from, f.true_to FROM drivers_licence l JOIN drivers_fact f ON f.licence_id = l.id "
        "WHERE l.person_id = ANY(%s) ORDER BY f.known_at DESC, f.kind",
        [list(own)],
    )


PARTS = (
    Part("drivers.licence", "驾驶证", "driving licence", _facts,
         {"archive_number": "档案编号", "kind": "事项", "value": "内容", "true_from": "从", "true_to": "到"}, None,
         "驾驶证档案要保存，保存期内不能删", "the licence file has to be kept", "个人信息保护法第47条第2款；R162 Art.106"),
)  # fmt: skip
