"""The host of originals: nothing else is served where a stranger's bytes come from."""

from django.apps import AppConfig


class Files(AppConfig):
    """Originals by one-time links, as attachments."""

    name = "yitang.portals.files"
    label = "file_host"
