"""Front door of erasure."""

from yitang.processes.erasure.domain import GROUNDS, LAW, ErasureRow
from yitang.processes.erasure.errors import (
    ErasureDecided,
    ErasureNeedsReason,
    ErasureNeedsTwo,
    ErasureOfOneself,
    ErasureWaits,
    GroundUnknown,
    MustBeKept,
    NothingToErase,
    OnlyForPeople,
)
from yitang.processes.erasure.operations import ask_erasure, confirm_erasure, refuse_erasure
from yitang.processes.erasure.queries import erasures

__all__ = [
    "GROUNDS", "LAW", "ErasureDecided", "ErasureNeedsReason", "ErasureNeedsTwo", "ErasureOfOneself", "ErasureRow", "ErasureWaits", "GroundUnknown",
    "MustBeKept", "NothingToErase", "OnlyForPeople", "ask_erasure", "confirm_erasure", "erasures", "refuse_erasure",
]  # fmt: skip
