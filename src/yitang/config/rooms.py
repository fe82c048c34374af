"""The rooms of the house that hold tables, found by their ``apps.py``, lowest floor first.

A room that is empty is not there, so the list of installed applications is what lies in the folders, not a second list
that could disagree with them.
"""

from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
FLOORS = ("platform", "registers", "processes", "portals", "config")
# Migrations and access rules of lower rooms come first.
FIRST = {"platform": ("keys", "database", "policy", "live", "audit", "identity"), "registers": ("catalogue", "offices", "people")}


def rooms(floor: str) -> tuple[str, ...]:
    """Dotted names of the rooms of one floor that have an ``apps.py``."""
    found = {path.parent.name for path in (HOUSE / floor).glob("*/apps.py")}
    first = [name for name in FIRST.get(floor, ()) if name in found]
    return tuple(f"yitang.{floor}.{name}" for name in [*first, *sorted(found - set(first))])


def installed() -> list[str]:
    """Dotted names of all rooms, lowest floor first."""
    return [room for floor in FLOORS for room in rooms(floor)]
