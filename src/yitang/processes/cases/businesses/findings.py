"""What a check of the law finds: grants, papers that are missing, grounds to refuse; each with the words of the order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

# A rule over what several businesses ask about is a rule of each of them.
F_contra = TypeVar("F_contra", contravariant=True)
P_contra = TypeVar("P_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class Basis:
    """The article that a rule rests on and its words, which a test looks up in the text of the order."""

    article: str
    quote: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A paper that is missing: why, where to get it, how long that takes."""

    material: str
    zh: str
    en: str
    basis: Basis
    cure_zh: str
    cure_en: str
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground to refuse, and the way to cure it."""

    code: str
    zh: str
    en: str
    basis: Basis
    cure_zh: str
    cure_en: str


@dataclass(frozen=True, slots=True)
class Findings:
    """All that a check found, in one list (一次性告知). ``grant``: what would be given when nothing stands against it."""

    missing: tuple[Missing, ...]
    grounds: tuple[Ground, ...]
    grant: dict[str, str]

    @property
    def said(self) -> tuple[Missing | Ground, ...]:
        """Everything that was found, what is missing first."""
        return (*self.missing, *self.grounds)

    @property
    def clear(self) -> bool:
        """Whether nothing is missing and nothing stands against it."""
        return not self.missing and not self.grounds


@dataclass(frozen=True, slots=True)
class Rule(Generic[F_contra, P_contra]):
    """One row of a business's table over its facts and its policy: when it bites, and what it then says."""

    name: str
    bites: Callable[[F_contra, P_contra], bool]
    says: Missing | Ground


def gathered(said: Iterable[Missing | Ground], grant: dict[str, str]) -> Findings:
    """One list of all that was said."""
    found = tuple(said)
    return Findings(tuple(s for s in found if isinstance(s, Missing)), tuple(s for s in found if isinstance(s, Ground)), grant)
