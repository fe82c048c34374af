"""Front door of feedback."""

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

__all__ = ["GRADES", "AlreadyRated", "NothingToRate", "RatingRow", "invite", "may_rate", "open_at_window", "rate", "ratings"]
