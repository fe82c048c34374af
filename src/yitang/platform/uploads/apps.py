"""The room of uploads: files of strangers, looked at in a process that can do nothing, kept sealed, shown as clean copies."""

from django.apps import AppConfig


class Uploads(AppConfig):
    """Files that people send."""

    name = "yitang.platform.uploads"
    label = "uploads"
    append_only = ("uploads_page",)
