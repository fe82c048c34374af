"""Grounds and reasons as data: rows of policy, each with its own source and confidence; an office sets its list without a change of the program."""

import json
from dataclasses import dataclass
from typing import Any

from yitang.platform.policy.public import value
from yitang.processes.payments.errors import ChoiceUnknown


@dataclass(frozen=True, slots=True)
class Choice:
    """One ground or reason. ``percent``: what a ground waives; ``evidence``: what has to be seen; ``whole``, ``after_issue``: of a reason to refund."""

    code: str
    zh: str
    en: str
    source: str = ""
    confidence: str = ""
    percent: int = 100
    evidence: str = ""
    whole: bool = True
    after_issue: bool = False

    @property
    def confirmed(self) -> bool:
        """Whether a primary text or several sources say so, or it is the office's own to decide."""
        return self.confidence in ("A", "B", "O")


def choices(name: str) -> tuple[Choice, ...]:
    """The list of a policy row: ``payments.waivers``, ``payments.refunds``, ``payments.drawer_reasons`` or ``payments.statement_reasons``."""
    return tuple(Choice(**one) for one in value(name))


def choice(name: str, code: str) -> Choice:
    """One of the list.

    Raises: ChoiceUnknown.
    """
    found = next((one for one in choices(name) if one.code == code), None)
    if found is None:
        raise ChoiceUnknown
    return found


def words(kept: Any) -> Choice:
    """A choice as it was kept when it was made: what the database gives back of a JSON column."""
    return Choice(**(json.loads(kept) if isinstance(kept, str) else kept))
