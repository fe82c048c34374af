"""Front door of uploads: look at a file, keep it, show its clean copies."""

from yitang.platform.uploads.domain import COPY, MEDIA, Decoded, Slot, UploadRow
from yitang.platform.uploads.errors import DecoderBusy, DecoderUnavailable, SlotFull, SlotUnknown, UploadEmpty, UploadGone, UploadQuotaSpent, UploadTooLarge
from yitang.platform.uploads.links import link_to, take_original
from yitang.platform.uploads.operations import Belongs, can_decode, keep, look_at, remove, slot, slots
from yitang.platform.uploads.queries import copy_of, download_name, original_of, stale_things, upload_of, uploads_of
from yitang.platform.uploads.wiping import let_go, wipe_let_go

__all__ = [
    "COPY", "MEDIA", "Belongs", "Decoded", "DecoderBusy", "DecoderUnavailable", "Slot", "SlotFull", "SlotUnknown", "UploadEmpty", "UploadGone",
    "UploadQuotaSpent", "UploadRow", "UploadTooLarge", "can_decode", "copy_of", "download_name", "keep", "let_go", "link_to", "look_at",
    "original_of", "remove", "slot", "slots", "stale_things", "take_original", "upload_of", "uploads_of", "wipe_let_go",
]  # fmt: skip
