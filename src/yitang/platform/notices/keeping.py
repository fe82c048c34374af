"""How long notices are kept once they have come to their end: as a log of what was sent."""

from yitang.platform.database.public import REAL, Kept

KEPT = (
    Kept("notices.sent", "发过的消息（号码和内容发完就抹了）", "messages that came to their end", "notices_notice", "r.ended_at", "retention.notices_days",
         REAL, "r.state IN ('sent', 'failed')"),
)  # fmt: skip
