"""Front door of rotation."""

from yitang.platform.rotation.changes import ChangeRow, ask_new_key, ask_retirement, confirm_change, waiting_changes
from yitang.platform.rotation.errors import (
    AnotherChangeWaits,
    ChangeNotWaiting,
    FolderHoldsAnother,
    KeyIsCurrent,
    KeyStillInUse,
    KeyStillVerifies,
    KeyTooYoung,
    NoSuchKey,
    PepperUnderWay,
    ReasonMissing,
    SecondPersonNeeded,
)
from yitang.platform.rotation.rewrapping import Progress, left_over, rewrap, unopened, uses

__all__ = [
    "AnotherChangeWaits", "ChangeNotWaiting", "ChangeRow", "FolderHoldsAnother", "KeyIsCurrent", "KeyStillInUse", "KeyStillVerifies", "KeyTooYoung",
    "NoSuchKey", "PepperUnderWay", "Progress", "ReasonMissing", "SecondPersonNeeded", "ask_new_key", "ask_retirement", "confirm_change", "left_over",
    "rewrap", "unopened", "uses", "waiting_changes",
]  # fmt: skip
