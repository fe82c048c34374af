"""How long it is known which version was shown to whom: as long as it may be asked."""

from yitang.platform.database.public import Kept

KEPT = (
    Kept("privacy.shown", "看过哪一版说明", "which version of the notice was shown to whom", "privacy_shown", "r.at", "retention.shown_days",
         only="r.session_id IS NOT NULL"),
)  # fmt: skip
