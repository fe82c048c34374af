"""Gathering the kinds of changes that rooms declare."""

from functools import lru_cache

from yitang.platform.changes.domain import Kind
from yitang.platform.changes.errors import NoSuchChange
from yitang.platform.database.public import declared


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """Every kind by its name, in the order of the floors."""
    return {kind.name: kind for kind in declared("changes")}


def kind_of(name: str) -> Kind:
    """One kind.

    Raises: NoSuchChange.
    """
    found = kinds().get(name)
    if found is None:
        raise NoSuchChange
    return found
