"""The requests of somebody, for himself."""

from typing import Any
from uuid import UUID

from yitang.platform.database.public import Part, rows


def _requests(own: frozenset[UUID]) -> list[dict[str, Any]]:
    return rows(
        "SELECT number, kind, state, asked_at, due_on, ended_at FROM requests_request WHERE person_id = ANY(%s) ORDER BY asked_at DESC LIMIT 1000", [list(own)]
    )


PARTS = (
    Part("requests.requests", "对自己信息的请求", "requests about the own data", _requests,
         {"number": "编号", "kind": "种类", "state": "状态", "asked_at": "提出", "due_on": "最迟答复", "ended_at": "办完"}, None,
         "留作答复的凭据，三年后抹去内容", "kept as proof of the answer; what was said is blanked after three years", "个人信息保护法第50条、第56条"),
)  # fmt: skip
