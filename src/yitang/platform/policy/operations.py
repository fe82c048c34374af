"""Loading the defaults that come with the program."""

import json
from datetime import date
from pathlib import Path

import yaml

from yitang.platform.database.public import execute, transaction
from yitang.platform.policy.queries import NoSuchValue

DEFAULTS = Path(__file__).parent / "data" / "defaults.yaml"
SINCE = date(2022, 5, 1)


def load_defaults() -> int:
    """Write the defaults that are not there yet; a value that an office has set stays. Returns: how many were new."""
    with transaction():
        return sum(
            execute(
                "INSERT INTO policy_value (name, province, effective_from, value, unit, source, confidence, verified) "
                "VALUES (%s, '', %s, %s::jsonb, %s, %s, %s, %s) "
                "ON CONFLICT ON CONSTRAINT one_value_for_name_province_and_day DO NOTHING",
                [name, SINCE, json.dumps(value), unit, source, confidence, verified],
            )
            for name, (value, unit, source, confidence, verified) in defaults().items()
        )


def set_value(name: str, value: object, effective_from: date, source: str) -> None:
    """From a day on another value is in force, everywhere; the caller's act says who decided it.

    Raises: NoSuchValue for a name that the program does not know.
    """
    known = defaults().get(name)
    if known is None:
        raise NoSuchValue(name)
    execute(
        "INSERT INTO policy_value (name, province, effective_from, value, unit, source, confidence, verified) "
        "VALUES (%s, '', %s, %s::jsonb, %s, %s, 'O', true) "
        "ON CONFLICT ON CONSTRAINT one_value_for_name_province_and_day DO UPDATE SET value = EXCLUDED.value, source = EXCLUDED.source, "
        "confidence = EXCLUDED.confidence, verified = EXCLUDED.verified",
        [name, effective_from, json.dumps(value), known[1], source],
    )


def defaults() -> dict[str, list[object]]:
    """The shipped defaults by name."""
    found: dict[str, list[object]] = yaml.safe_load(DEFAULTS.read_text(encoding="utf-8"))
    return found
