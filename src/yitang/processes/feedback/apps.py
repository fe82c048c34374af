"""The room of feedback: what citizens say of a visit."""

from django.apps import AppConfig


class Feedback(AppConfig):
    """Ratings."""

    name = "yitang.processes.feedback"
    label = "feedback"
    access = "yitang.processes.feedback.access:ACCESS"
    append_only = ("feedback_rating",)
