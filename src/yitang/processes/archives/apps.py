"""The room of archives: the file of each case."""

from django.apps import AppConfig


class Archives(AppConfig):
    """Files of cases."""

    name = "yitang.processes.archives"
    label = "archives"
    append_only = ("archives_page",)
