"""Gathering the kinds of changes that rooms declare."""

from functools import lru_cache
from importlib import import_module

from django.apps import apps

from yitang.platform.changes.domain import Kind
from yitang.platform.changes.errors import NoSuchChange


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """Every kind by its name, in the order of the floors."""
    found: dict[str, Kind] = {}
    for config in apps.get_app_configs():
        dotted = getattr(config, "changes", "")
        if dotted:
            module, name = dotted.split(":")
            found |= {kind.name: kind for kind in getattr(import_module(module), name)}
    return found


def kind_of(name: str) -> Kind:
    """One kind.

    Raises: NoSuchChange.
    """
    found = kinds().get(name)
    if found is None:
        raise NoSuchChange
    return found
