"""The room of privacy: what people are told of the processing of their data, by version, and to whom which version was shown."""

from django.apps import AppConfig


class Privacy(AppConfig):
    """Notices of processing."""

    name = "yitang.platform.privacy"
    label = "privacy"
    append_only = ("privacy_notice",)
    kept = "yitang.platform.privacy.keeping:KEPT"
