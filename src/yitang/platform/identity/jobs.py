"""What the worker sweeps for identity: codes, tries and answers kept for a key after a day, nonces that no request can use any more."""

from datetime import timedelta

from yitang.kernel import clock
from yitang.platform.database.public import execute, forget_answers, transaction
from yitang.platform.identity.devices import sweep_nonces
from yitang.platform.jobs.public import Every

KEPT = timedelta(days=1)


def sweep() -> int:
    """Forget what is older than a day: no limit looks further back. Returns: how many rows."""
    before = clock.real_now() - KEPT
    with transaction():
        gone = execute("DELETE FROM identity_code WHERE created_at < %s", [before])
        gone += execute("DELETE FROM identity_attempt WHERE at < %s", [before])
        return gone + forget_answers(before) + sweep_nonces()


EVERY = {"sweep": Every(sweep, 600.0)}
