"""The one access rule: rooms declare rules as data, here they are weighed. The puzzle that a phone solves before a code. The sides of posts."""

import hashlib
from collections.abc import Iterable
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


@dataclass(frozen=True, slots=True)
class Rule:
    """These posts may do this act where the thing lies in their place, if they are known at least this surely."""

    act: str
    posts: tuple[str, ...]
    where: str = "office"
    level: str = "none"
    doc: str = ""

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


def decide(rules: Iterable[Rule], viewer: Viewer, act: str, place: Place) -> bool:
    """The one access rule: post, level and place, all of one declared rule."""
    return any(rule.act == act and viewer.post in rule.posts and viewer.at_least(rule.level) and fits(rule, viewer, place) for rule in rules)


def solves(challenge: str, solution: str, bits: int) -> bool:
    """Whether the SHA-256 of ``challenge.solution`` begins with so many bits of zeros: 2 ** bits tries on average to find, one to check."""
    digest = hashlib.sha256(f"{challenge}.{solution}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - bits) == 0
