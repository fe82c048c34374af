"""The one access rule: rooms declare rules as data, here they are weighed. A phone's puzzle before a code; what a password may be; the sides of posts."""

import hashlib
import unicodedata
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from uuid import UUID

from yitang.kernel.viewer import Viewer

WHERE = ("any", "office", "hall", "window", "self")
# The three administrators (GB/T 22239-2019 8.1.5.1 to 8.1.5.3): one person stands on one side, and every other post is the business.
SIDES = {"admin": "system", "security": "security", "audit": "audit"}
BUSINESS = "business"
# What a grant may make somebody.
POSTS = ("clerk", "guide", "reviewer", "chief", *SIDES)
SERVICES = ("police", "auxiliary")
# By which document somebody was known who lost everything that he signs in with.
PAPERS = ("id_card", "temporary_id_card", "police_card", "passport")


@dataclass(frozen=True, slots=True)
class Rule:
    """These posts may do this act where the thing lies in their place, if they are known at least this surely.

    ``fresh``: and if their session proved a second factor a short time ago (``session.fresh_factor_s``, ASVS 7.5.3).
    """

    act: str
    posts: tuple[str, ...]
    where: str = "office"
    level: str = "none"
    doc: str = ""
    fresh: bool = False

    def __post_init__(self) -> None:
        if self.where not in WHERE:
            raise ValueError(self.where)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the locked thing lies: offices that answer for it, hall, window, the persons and sessions it belongs to."""

    office_ids: tuple[UUID, ...] = ()
    hall_id: UUID | None = None
    window_id: UUID | None = None
    person_ids: frozenset[UUID] = field(default_factory=frozenset)
    session_ids: frozenset[UUID] = field(default_factory=frozenset)


def side_of(post: str) -> str:
    """On which side a post stands: that of one of the three administrators, or the business."""
    return SIDES.get(post, BUSINESS)


def post_may(rules: Iterable[Rule], viewer: Viewer, act: str) -> bool:
    """Whether some rule lets this post do this act somewhere."""
    return any(viewer.post in rule.posts and viewer.at_least(rule.level) for rule in rules if rule.act == act)


def fits(rule: Rule, viewer: Viewer, place: Place) -> bool:
    """Whether the thing lies in the place that the rule gives this viewer."""
    if rule.where == "any":
        return True
    if rule.where == "office":
        return viewer.office_id is not None and viewer.office_id in place.office_ids
    if rule.where == "hall":
        return viewer.hall_id is not None and viewer.hall_id == place.hall_id
    if rule.where == "window":
        return viewer.window_id is not None and viewer.window_id == place.window_id
    # Nobody is not the owner of a thing that belongs to nobody.
    mine = viewer.person_id is not None and viewer.person_id in place.person_ids
    return mine or (viewer.session_id is not None and viewer.session_id in place.session_ids)


def granting(rules: Iterable[Rule], viewer: Viewer, act: str, place: Place) -> tuple[Rule, ...]:
    """The rules that let this viewer do this act there: post, level and place, all of one declared rule."""
    return tuple(rule for rule in rules if rule.act == act and viewer.post in rule.posts and viewer.at_least(rule.level) and fits(rule, viewer, place))


def decide(rules: Iterable[Rule], viewer: Viewer, act: str, place: Place) -> bool:
    """The one access rule: whether some declared rule lets this viewer do this act there."""
    return bool(granting(rules, viewer, act, place))


def solves(challenge: str, solution: str, bits: int) -> bool:
    """Whether the SHA-256 of ``challenge.solution`` begins with so many bits of zeros: 2 ** bits tries on average to find, one to check."""
    digest = hashlib.sha256(f"{challenge}.{solution}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - bits) == 0


def kinds_of(password: str) -> int:
    """Of how many kinds its characters are: capitals, small letters, digits, others."""
    found = {"A" if one.isupper() else "a" if one.islower() else "0" if one.isdigit() else "#" for one in password}
    return len(found)


def plain(text: str) -> str:
    """A text as it is compared with a list: one form of each character, small letters."""
    return unicodedata.normalize("NFKC", text).casefold()


def too_common(password: str, common: Set[str]) -> bool:
    """Whether a password stands in a list of common ones (small letters), or is made of one: with digits and signs around it, or repeated.

    A list that people's shorter passwords fill is no guard where fifteen characters are asked for, unless what is made of them counts too.
    """
    said = plain(password)
    bare = "".join(said.split())
    core = bare.strip("".join({one for one in bare if not one.isalpha()}))
    unit = next((bare[:n] for n in range(1, len(bare) + 1) if bare == (bare[:n] * (len(bare) // n + 1))[: len(bare)]), bare)
    return any(one in common for one in (said, bare, core, unit)) or len(unit) <= 3


def held_word(password: str, words: Iterable[str]) -> str:
    """The first of these words that a password holds, however it is written; nothing when it holds none. One single letter is no word."""
    said = "".join(plain(password).split())
    return next((word for word in words if len(bare := "".join(plain(word).split())) > 1 and bare in said), "")
