"""Front door of feedback."""

from yitang.processes.feedback.lows import LowRow, low_ratings
from yitang.processes.feedback.operations import (
    GRADES,
    AlreadyRated,
    NothingToRate,
    RatingRow,
    invite,
    may_rate,
    open_at_window,
    rate,
    ratings,
)

__all__ = [
    "GRADES", "AlreadyRated", "LowRow", "NothingToRate", "RatingRow", "invite", "low_ratings", "may_rate", "open_at_window", "rate", "ratings",
]  # fmt: skip
