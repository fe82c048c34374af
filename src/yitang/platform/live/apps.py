"""The room of live news: the outbox that every act fills and the push process reads."""

from django.apps import AppConfig


class Live(AppConfig):
    """Outbox and the numbers within its topics."""

    name = "yitang.platform.live"
    label = "live"
