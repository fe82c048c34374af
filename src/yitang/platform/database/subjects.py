"""How a room says, as data, what it holds of a person: what he gets when he asks for a copy, and what becomes of it when he asks for deletion.

``processes/requests`` reads and erases by it (PIPL art. 45, 47). A part is read for all entries of the register that are one person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Part:
    """What one room holds of a person.

    ``read``: rows of plain values, newest first, in full: they go to the person himself. ``words``: the Chinese word of each field, in the order shown.
    ``erase``: deletes what may go, within the caller's act (its first argument). Returns: how many rows. Where nothing may go, ``duty_zh``, ``duty_en`` and
    ``article`` say why; with both, the duty is that of what stays.
    """

    name: str
    zh: str
    en: str
    read: Callable[[frozenset[UUID]], list[dict[str, Any]]]
    words: dict[str, str]
    erase: Callable[[Any, frozenset[UUID]], int] | None = None
    duty_zh: str = ""
    duty_en: str = ""
    article: str = ""

    @property
    def erasable(self) -> bool:
        """Whether something of it may be deleted when the person asks."""
        return self.erase is not None
