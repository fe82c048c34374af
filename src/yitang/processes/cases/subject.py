"""Which cases somebody has or had a part in, for himself."""

from typing import Any
from uuid import UUID

from yitang.platform.database.public import Part, rows


def _cases(own: frozenset[UUID]) -> list[dict[str, Any]]:
    return rows(
        "SELECT c.number, c.business, p.role, c.state, c.accepted_at, c.due_on, d.serial FROM cases_party p JOIN cases_case c ON c.id = p.case_id "
        "LEFT JOIN cases_document d ON d.case_id = c.id WHERE p.person_id = ANY(%s) ORDER BY c.accepted_at DESC LIMIT 1000",
        [list(own)],
    )


PARTS = (
    Part("cases.cases", "业务", "cases", _cases,
         {"number": "业务号", "business": "业务", "role": "身份", "state": "状态", "accepted_at": "受理", "due_on": "最迟办结", "serial": "证件"}, None,
         "业务档案要保存，保存期内不能删", "files of cases have to be kept", "个人信息保护法第47条第2款；R164 Art.87；R162 Art.106"),
)  # fmt: skip
