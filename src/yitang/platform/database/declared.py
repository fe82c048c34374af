"""What rooms declare as data for another room to gather: access rules, what is kept how long, lists that may leave, and the like.

A room names it in its ``AppConfig`` as ``module:NAME``, so that whoever gathers need not know the rooms (law 2 of the house).
"""

from importlib import import_module
from typing import Any

from django.apps import apps


def declared(what: str) -> list[Any]:
    """Everything that rooms declare under this attribute of their ``AppConfig``, in the order of the floors."""
    found: list[Any] = []
    for config in apps.get_app_configs():
        if dotted := getattr(config, what, ""):
            module, name = dotted.split(":")
            found.extend(getattr(import_module(module), name))
    return found
