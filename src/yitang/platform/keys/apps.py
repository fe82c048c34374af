"""The room of the keys: the one module that touches cryptography."""

from django.apps import AppConfig


class Keys(AppConfig):
    """No tables: keys lie outside the database and outside the repository."""

    name = "yitang.platform.keys"
    label = "keys"
