"""The room of numbering: numbers of cases, receipts and files, one after another without a gap."""

from django.apps import AppConfig


class Numbering(AppConfig):
    """Series of numbers."""

    name = "yitang.platform.numbering"
    label = "numbering"
