"""Which messages the office sent to somebody, for himself."""

from typing import Any
from uuid import UUID

from yitang.platform.database.public import Part, rows


def _sent(own: frozenset[UUID]) -> list[dict[str, Any]]:
    return rows(
        "SELECT template, phone_masked, state, created_at FROM notices_notice WHERE person_id = ANY(%s) ORDER BY created_at DESC LIMIT 1000", [list(own)]
    )


PARTS = (
    Part("notices.sent", "发给您的消息（内容发完就抹了）", "messages sent to you", _sent,
         {"created_at": "时间", "template": "种类", "phone_masked": "手机", "state": "状态"}, None,
         "网络日志至少留六个月，到期自动删", "records of the network are kept for six months, then deleted by themselves",
         "网络安全法（2016年文本第21条第3项）"),
)  # fmt: skip
