"""The room of retention: what every room keeps, for how long, and the job that forgets it."""

from django.apps import AppConfig


class Retention(AppConfig):
    """The runs; what is kept is said by each room (``kept`` in its ``apps.py``)."""

    name = "yitang.platform.retention"
    label = "retention"
    access = "yitang.platform.retention.access:ACCESS"
