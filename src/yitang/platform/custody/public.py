"""Front door of custody."""

from yitang.platform.custody.access import DRILL, OFFLINE
from yitang.platform.custody.errors import (
    AcknowledgedAlready,
    BackupUnknown,
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
from yitang.platform.custody.recovery import acknowledge_gap, confirm_restore, confirmed_by, note_drill, note_offline_copy

__all__ = [
    "DRILL", "OFFLINE", "AcknowledgedAlready", "BackupUnknown", "ContradictsKept", "HeadNotSigned", "KeyContradicts", "NameMissing", "NothingLost",
    "ReasonMissing", "Request", "RestoreConfirmedAlready", "SenderUnknown", "acknowledge_gap", "admit_peer", "confirm_restore", "confirmed_by",
    "keep_batch", "kept_batches", "last_kept", "note_drill", "note_offline_copy",
]  # fmt: skip
