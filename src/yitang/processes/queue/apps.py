"""The room of the queue: tickets, calls, windows at work."""

from django.apps import AppConfig


class Queue(AppConfig):
    """Tickets and calls."""

    name = "yitang.processes.queue"
    label = "queue"
    subject = "yitang.processes.queue.subject:PARTS"
    access = "yitang.processes.queue.access:ACCESS"
    kept = "yitang.processes.queue.keeping:KEPT"
    append_only = ("queue_service_time", "queue_hand_over")
