"""How long identity keeps sessions and codes."""

from yitang.platform.database.public import REAL, Block, Kept

KEPT = (
    Kept("identity.codes", "短信验证码", "codes sent to phones", "identity_code", "r.created_at", "retention.codes_s", REAL),
    Kept(
        "identity.sessions", "结束了的登录", "sessions that are over or that nobody uses", "identity_session", "coalesce(r.ended_at, r.seen_at)",
        "retention.sessions_days", REAL,
        blocks=(
            Block(
                "还有没清的验证码或质询", "a code or challenge of it is still there",
                "EXISTS (SELECT 1 FROM identity_code c WHERE c.session_id = r.id) OR EXISTS (SELECT 1 FROM identity_challenge c WHERE c.session_id = r.id)",
            ),
        ),
    ),
)  # fmt: skip
