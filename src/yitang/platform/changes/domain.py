"""What a change is, and when it may count."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

STATES = ("waiting", "confirmed", "refused", "withdrawn", "lapsed")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: what the thing becomes (plain JSON), from which day, why, and on whose word (order, decision, letter)."""

    kind: str
    subject: str
    becomes: Any
    effective_from: date
    reason: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change as it is kept. ``was`` and ``becomes``: plain JSON, in the words of its kind. ``own``: asked by the viewer's person."""

    id: UUID
    kind: str
    subject: str
    was: Any
    becomes: Any
    effective_from: date
    reason: str
    source: str
    state: str
    asked_account_id: UUID
    asked_at: datetime
    asked_log: UUID
    decided_account_id: UUID | None
    decided_at: datetime | None
    decided_reason: str
    decided_log: UUID | None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change does, in the words of a page: (which, was, will be), and what would go wrong with it."""

    lines: tuple[tuple[str, str, str], ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of change, declared by the room that owns the thing.

    ``ask``, ``confirm``, ``refuse``: acts with rules of that room. ``where(subject)``: offices that answer for the thing; raises a refusal where
    there is none. ``read(subject, said)``: what was said in the one form that is kept, or a named refusal. ``now(subject, becomes, on)``: what
    it is on a day. ``put(this, change)``: writes the dated row, within the act that confirms. ``seen(subject, was, becomes, on)``: the preview.
    ``called(subject)``: its name on a page. ``earliest``: days from today at which a change can count first.
    """

    name: str
    zh: str
    en: str
    ask: str
    confirm: str
    refuse: str
    where: Callable[[str], tuple[UUID, ...]]
    read: Callable[[str, Any], Any]
    now: Callable[[str, Any, date], Any]
    put: Callable[[Any, Change], None]
    seen: Callable[[str, Any, Any, date], Preview]
    called: Callable[[str], str]
    earliest: int = 0
