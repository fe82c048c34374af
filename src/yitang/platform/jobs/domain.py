"""What a room says in its ``jobs.py``, and what a job may carry."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

NAME = re.compile(r"[a-z_]+:[a-z_]+")
WORD = re.compile(r"[A-Za-z0-9_.:-]{1,80}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A background entry point of a room.

    ``whole``: work and mark commit together, so the work has its effect once. Without it the function has transactions of its
    own (it asks somebody outside) and must itself bear to be called twice.
    """

    run: Callable[..., object]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Every:
    """What each worker does again and again, ``seconds`` apart (real time); bears to be done by several workers at once."""

    run: Callable[[], object]
    seconds: float


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that was given up."""

    id: int
    name: str
    key: str
    tries: int


class ArgumentsNotPlain(TypeError):
    """A job carries ids, numbers and short words only: its arguments lie unencrypted, so no name, number or text of a person."""


def plain(args: Mapping[str, object]) -> dict[str, Any]:
    """Arguments as they are stored.

    Raises: ArgumentsNotPlain.
    """
    kept: dict[str, Any] = {}
    for name, value in args.items():
        if isinstance(value, UUID):
            kept[name] = str(value)
        elif isinstance(value, int) or (isinstance(value, str) and WORD.fullmatch(value)):
            kept[name] = value
        else:
            raise ArgumentsNotPlain(name)
    return kept


def pause_s(tries: int) -> int:
    """Seconds until a failed job is tried again: 1, 2, 4 … at most five minutes."""
    return int(min(300, 2 ** min(tries, 16)))
