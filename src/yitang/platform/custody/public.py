"""Front door of custody."""

from yitang.platform.custody.errors import (
    AcknowledgedAlready,
    ContradictsKept,
    HeadNotSigned,
    KeyContradicts,
    NameMissing,
    NothingLost,
    ReasonMissing,
    RestoreConfirmedAlready,
    SenderUnknown,
)
from yitang.platform.custody.operations import Request, admit_peer, keep_batch, kept_batches, last_kept
from yitang.platform.custody.recovery import acknowledge_gap, confirm_restore, confirmed_by

__all__ = [
    "AcknowledgedAlready", "ContradictsKept", "HeadNotSigned", "KeyContradicts", "NameMissing", "NothingLost", "ReasonMissing", "Request",
    "RestoreConfirmedAlready", "SenderUnknown", "acknowledge_gap", "admit_peer", "confirm_restore", "confirmed_by", "keep_batch", "kept_batches", "last_kept",
]  # fmt: skip
