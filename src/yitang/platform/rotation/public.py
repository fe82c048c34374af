"""Front door of rotation."""

from yitang.platform.rotation.errors import (
    FolderHoldsAnother,
    KeyIsCurrent,
    KeyStillInUse,
    KeyStillVerifies,
    KeyTooYoung,
    NoSuchKey,
    PepperUnderWay,
)
from yitang.platform.rotation.operations import retire_key, rotate_key
from yitang.platform.rotation.rewrapping import Progress, left_over, rewrap, unopened, uses

__all__ = [
    "FolderHoldsAnother", "KeyIsCurrent", "KeyStillInUse", "KeyStillVerifies", "KeyTooYoung", "NoSuchKey", "PepperUnderWay", "Progress", "left_over",
    "retire_key", "rewrap", "rotate_key", "unopened", "uses",
]  # fmt: skip
