"""Gathering the rules that rooms declare, and asking them."""

from functools import lru_cache

from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import declared
from yitang.platform.identity.domain import Place, Rule, decide, granting, post_may
from yitang.platform.identity.errors import NotYours, PostMayNot, SignInNeeded
from yitang.platform.identity.freshness import must_be_fresh


@lru_cache(maxsize=1)
def access_table() -> tuple[Rule, ...]:
    """Every rule of every room, in the order of the floors."""
    return tuple(declared("access"))


@lru_cache(maxsize=512)
def _of_act(act: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in access_table() if rule.act == act)


def allow(viewer: Viewer, act: str) -> None:
    """May this post do this act at all?

    Raises: SignInNeeded when nobody is known, PostMayNot otherwise.
    """
    if not post_may(_of_act(act), viewer, act):
        raise SignInNeeded if not viewer.post or (viewer.level == "none" and not viewer.device_id) else PostMayNot


def may(viewer: Viewer, act: str, place: Place) -> None:
    """May this viewer do this act to the thing that lies there? Asked inside the act: a rule may ask the session for a fresh second factor.

    Raises: NotYours, in the same words as for a thing that does not exist; FreshFactorNeeded, WindowLocked, SignInNeeded by such a rule.
    """
    found = granting(_of_act(act), viewer, act, place)
    if not found:
        raise NotYours
    if all(rule.fresh for rule in found):
        must_be_fresh(viewer)


def can(viewer: Viewer, act: str, place: Place) -> bool:
    """The same as a question, for lists."""
    return decide(_of_act(act), viewer, act, place)
