"""Reading dated values; kept for a few seconds in the process, since a rule changes with effect from a day."""

import json
import threading
import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from yitang.kernel import clock
from yitang.platform.database.public import rows

KEEP_S = 5.0
_kept: dict[str, Any] = {"at": float("-inf"), "rows": {}}
_guard = threading.Lock()


class NoSuchValue(LookupError):
    """No row of this name is in force: the defaults were not loaded."""


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One dated value with its source; ``verified`` is false for what no primary text confirms."""

    name: str
    province: str
    effective_from: date
    value: Any
    unit: str
    source: str
    confidence: str
    verified: bool


def value(name: str, on: date | None = None, province: str = "") -> Any:
    """The value in force on a day (today if none is given): the province's own, else the general one.

    Raises: NoSuchValue.
    """
    return value_row(name, on, province).value


def value_row(name: str, on: date | None = None, province: str = "") -> ValueRow:
    """The same with unit, source and confidence.

    Raises: NoSuchValue.
    """
    day = on or clock.today()
    for where in dict.fromkeys((province, "")):
        fitting = [r for r in _all().get((name, where), ()) if r.effective_from <= day]
        if fitting:
            return fitting[-1]
    raise NoSuchValue(name)


def unverified() -> list[ValueRow]:
    """Values that no primary text confirms, for administrators."""
    return [r for many in _all().values() for r in many if not r.verified]


def values(name: str = "") -> list[ValueRow]:
    """Every row of a name, or of all; by name and day."""
    return [r for key, many in sorted(_all().items()) if not name or key[0] == name for r in many]


def forget() -> None:
    """Read again at the next question."""
    _kept["at"] = float("-inf")


def _all() -> dict[tuple[str, str], list[ValueRow]]:
    if time.monotonic() - _kept["at"] > KEEP_S:
        with _guard:
            found: dict[tuple[str, str], list[ValueRow]] = {}
            for r in rows("SELECT name, province, effective_from, value, unit, source, confidence, verified FROM policy_value ORDER BY effective_from"):
                read = json.loads(r["value"]) if isinstance(r["value"], str) else r["value"]
                found.setdefault((r["name"], r["province"]), []).append(ValueRow(**{**r, "value": read}))
            # An empty table is not worth remembering: the defaults may be on their way.
            _kept.update(at=time.monotonic() if found else float("-inf"), rows=found)
    kept: dict[tuple[str, str], list[ValueRow]] = _kept["rows"]
    return kept
