"""Where values lie that a key was used for, from what the rooms declare as data in their ``apps.py``.

``wrapped``: ``table.column`` with values of ``keys.wrap`` bound to ``table:column:row``. ``found_by``: for each pepper the table, the column
with the wrapped value, and the two index columns for peppers of odd and of even number. ``key_ids``: ``table.column`` that names a key in clear.
"""

from dataclasses import dataclass

from django.apps import apps


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A column of wrapped values; ``key`` is the column that names the row."""

    table: str
    column: str
    key: str

    @property
    def name(self) -> str:
        """``table.column``."""
        return f"{self.table}.{self.column}"

    def bound(self, row: object) -> str:
        """To what the value of a row is bound."""
        return f"{self.table}:{self.column}:{row}"


@dataclass(frozen=True, slots=True)
class FoundBy:
    """Two index columns of a pepper, filled from the wrapped value beside them."""

    pepper: str
    source: Wrapped
    odd: str
    even: str

    def column(self, number: int) -> str:
        """The index column of the pepper of this number."""
        return self.odd if number % 2 else self.even


def wrapped() -> list[Wrapped]:
    """Every column of wrapped values."""
    return [_wrapped(*one.split(".")) for config in apps.get_app_configs() for one in getattr(config, "wrapped", ())]


def found_by(pepper: str = "") -> list[FoundBy]:
    """Every table that is searched by a pepper, or by this one."""
    declared = [one for config in apps.get_app_configs() for one in getattr(config, "found_by", {}).items()]
    return [FoundBy(f"pepper-{use}", _wrapped(table, source), odd, even) for use, (table, source, odd, even) in declared if pepper in ("", f"pepper-{use}")]


def key_ids() -> list[tuple[str, str]]:
    """Every column that names a key in clear, as table and column."""
    found = [one.split(".") for config in apps.get_app_configs() for one in getattr(config, "key_ids", ())]
    return [(table, column) for table, column in found]


def _wrapped(table: str, column: str) -> Wrapped:
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    return Wrapped(table, column, str(model._meta.pk.column))
