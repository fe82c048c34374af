"""The room of files: bytes kept under the name of their own digest."""

from django.apps import AppConfig


class Files(AppConfig):
    """No tables; the folder is the store."""

    name = "yitang.platform.files"
    label = "files"
