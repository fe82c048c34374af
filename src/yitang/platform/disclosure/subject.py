"""On which days, at which posts, the staff opened somebody's data, for himself."""

from typing import Any
from uuid import UUID

from yitang.platform.database.public import Part, rows


def _seen(own: frozenset[UUID]) -> list[dict[str, Any]]:
    return rows(
        'SELECT DISTINCT d."on", d.post FROM disclosure_seen s JOIN disclosure_day d ON d.id = s.day_id WHERE s.person_id = ANY(%s) '
        'ORDER BY d."on" DESC, d.post',
        [list(own)],
    )


PARTS = (
    Part("disclosure.seen", "哪天、哪个岗位看过您的资料", "when and at which post your data were opened", _seen, {"on": "日期", "post": "岗位"}, None,
         "访问记录是查谁看过您的凭据，留一年后自动删", "the record of looks protects you; it is deleted after a year by itself",
         "网络安全法（2016年文本第21条第3项）"),
)  # fmt: skip
