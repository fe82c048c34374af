"""How long it is known who has seen whom: as long as the access log."""

from yitang.platform.database.public import Kept

KEPT = (
    Kept("disclosure.seen", "谁哪天看过谁", "who has seen whom on which day", "disclosure_seen",
         '(SELECT d."on"::timestamptz FROM disclosure_day d WHERE d.id = r.day_id)', "retention.seen_days"),
)  # fmt: skip
