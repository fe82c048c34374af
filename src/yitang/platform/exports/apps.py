"""The room of exports: lists that leave the program as a file, each with a purpose and a mark of who asked."""

from django.apps import AppConfig


class Exports(AppConfig):
    """The jobs and their files; what can be exported is said by each room (``exports`` in its ``apps.py``)."""

    name = "yitang.platform.exports"
    label = "exports"
    access = "yitang.platform.exports.access:ACCESS"
    kept = "yitang.platform.exports.keeping:KEPT"
    wrapped = ("exports_export.cipher",)
