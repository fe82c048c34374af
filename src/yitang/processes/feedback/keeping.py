"""How long feedback knows which phone may rate a visit; the rating itself names nobody and stays."""

from yitang.platform.database.public import Kept

KEPT = (
    Kept("feedback.invitations", "评价来自哪部手机", "which phone may rate a visit", "feedback_invitation", "r.opened_at", "retention.invitations_days",
         blank=("session_id",), stamp="wiped_at"),
)  # fmt: skip
