"""The room of feedback: what citizens say of a visit."""

from django.apps import AppConfig


class Feedback(AppConfig):
    """Ratings."""

    name = "yitang.processes.feedback"
    label = "feedback"
    access = "yitang.processes.feedback.access:ACCESS"
    kept = "yitang.processes.feedback.keeping:KEPT"
    append_only = ("feedback_rating",)
