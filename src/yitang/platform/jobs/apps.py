"""The room of jobs: work that begins after the act, and is done once whoever is killed."""

from django.apps import AppConfig


class Jobs(AppConfig):
    """Our own list of jobs; the queue's tables lie in a schema of their own."""

    name = "yitang.platform.jobs"
    label = "jobs"
