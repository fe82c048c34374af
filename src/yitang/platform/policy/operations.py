"""Loading the defaults that come with the program."""

import json
import math
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

from yitang.platform.database.public import execute, transaction
from yitang.platform.policy.errors import ValueWrong
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


def fit_value(name: str, value: object) -> object:
    """A value that may stand for this name: of the shape of the default, and no number below zero. Returns: the value.

    Raises: NoSuchValue, ValueWrong.
    """
    known = defaults().get(name)
    if known is None:
        raise NoSuchValue(name)
    if not same_shape(known[0], value):
        raise ValueWrong(name=name, like=json.dumps(known[0], ensure_ascii=False)[:60])
    return value


def same_shape(like: object, value: object) -> bool:
    """Whether a value is built as another one: the same kinds, the same names in a table, in a list elements as the first one there."""
    if isinstance(like, bool) or isinstance(value, bool):
        return isinstance(like, bool) and isinstance(value, bool)
    if isinstance(like, int | float):
        return isinstance(value, int | float) and math.isfinite(value) and value >= 0 and (isinstance(like, float) or isinstance(value, int))
    if isinstance(like, dict):
        return isinstance(value, dict) and value.keys() == like.keys() and all(same_shape(like[key], value[key]) for key in like)
    if isinstance(like, list):
        return isinstance(value, list) and all(same_shape(like[0] if like else "", one) for one in value)
    return isinstance(value, str) and isinstance(like, str)


@lru_cache(maxsize=1)
def defaults() -> dict[str, list[object]]:
    """The shipped defaults by name, read once; not to be written to."""
    found: dict[str, list[object]] = yaml.safe_load(DEFAULTS.read_text(encoding="utf-8"))
    return found
