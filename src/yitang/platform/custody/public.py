"""Front door of custody."""

from yitang.platform.custody.errors import ContradictsKept, HeadNotSigned, KeyContradicts, NameMissing, SenderUnknown
from yitang.platform.custody.operations import Request, admit_peer, keep_batch, kept_batches, last_kept

__all__ = [
    "ContradictsKept", "HeadNotSigned", "KeyContradicts", "NameMissing", "Request", "SenderUnknown", "admit_peer", "keep_batch", "kept_batches", "last_kept",
]  # fmt: skip
