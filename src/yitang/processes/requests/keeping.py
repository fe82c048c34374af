"""How long requests are kept: who was told what, as long as it may be contested; then what was said in it goes."""

from yitang.platform.database.public import Kept

KEPT = (
    Kept("requests.said", "个人信息请求里写的内容", "what was said in requests", "requests_request", "r.ended_at", "retention.requests_days",
         only="r.state <> 'open'", blank=("said_cipher", "answer_cipher")),
)  # fmt: skip
