"""Counting searches that found nobody, in a transaction of their own, so that a refusal does not wipe them."""

from datetime import timedelta
from uuid import UUID

from yitang.kernel import clock
from yitang.platform.database.public import despite_refusal, execute, row
from yitang.platform.policy.public import value


def too_many(account_id: UUID) -> bool:
    """Whether this account has missed too often within the hour."""
    since = clock.real_now() - timedelta(hours=1)
    found = row("SELECT count(*) AS n FROM people_miss WHERE account_id = %s AND at > %s", [account_id, since])
    return found is not None and found["n"] >= value("people.misses_an_hour")


def count_miss(account_id: UUID) -> None:
    """One more."""
    at = clock.real_now()
    despite_refusal(lambda: execute("INSERT INTO people_miss (account_id, at) VALUES (%s, %s)", [account_id, at]))
