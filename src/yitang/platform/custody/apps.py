"""The room that keeps heads and leaves of other installations."""

from django.apps import AppConfig


class Custody(AppConfig):
    """Peers, their public keys, their batches, and who confirmed a restore: all of it is only added to."""

    name = "yitang.platform.custody"
    label = "custody"
    access = "yitang.platform.custody.access:ACCESS"
    append_only = ("custody_peer", "custody_key", "custody_batch", "custody_restore")
