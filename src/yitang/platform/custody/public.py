"""Front door of custody."""

from yitang.platform.custody.errors import (
    AcknowledgedAlready,
    ContradictsKept,
    HeadNotSigned,
    KeyContradicts,
    NameMissing,
    NothingLost,
    ReasonMissing,
    SenderUnknown,
)
from yitang.platform.custody.operations import Request, admit_peer, keep_batch, kept_batches, last_kept
from yitang.platform.custody.recovery import acknowledge_gap

__all__ = [
    "AcknowledgedAlready", "ContradictsKept", "HeadNotSigned", "KeyContradicts", "NameMissing", "NothingLost", "ReasonMissing", "Request", "SenderUnknown",
    "acknowledge_gap", "admit_peer", "keep_batch", "kept_batches", "last_kept",
]  # fmt: skip
