"""The room of policy: what the law or the office may change, as dated rows with a source."""

from django.apps import AppConfig


class Policy(AppConfig):
    """Dated values."""

    name = "yitang.platform.policy"
    label = "policy"
