"""Counting searches that found nobody, in a transaction of their own, so that a refusal does not wipe them."""

from datetime import timedelta

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import despite_refusal, execute, row
from yitang.platform.policy.public import value
from yitang.registers.people.errors import ReasonNeeded, TooManyMisses


def stop_after_misses(viewer: Viewer, purpose: str) -> None:
    """A search of a register needs a purpose, and ends for an hour after too many that found nothing (X25).

    Raises: ReasonNeeded, TooManyMisses.
    """
    if not purpose.strip():
        raise ReasonNeeded
    if viewer.account_id is None:
        return
    since = clock.real_now() - timedelta(hours=1)
    found = row("SELECT count(*) AS n FROM people_miss WHERE account_id = %s AND at > %s", [viewer.account_id, since])
    if found is not None and found["n"] >= value("people.misses_an_hour"):
        raise TooManyMisses


def miss(viewer: Viewer) -> None:
    """One more search that found nothing."""
    if viewer.account_id is not None:
        said = [viewer.account_id, clock.real_now()]
        despite_refusal(lambda: execute("INSERT INTO people_miss (account_id, at) VALUES (%s, %s)", said))
