"""What the worker sweeps after a day: codes, tries, pairings, challenges, answers kept for a key, news of screens; and nonces that are over.

And what comes to its end by itself: posts after their last day, grants that nobody decided.
"""

from datetime import timedelta

from yitang.kernel import clock
from yitang.platform.database.public import execute, forget_answers, transaction
from yitang.platform.identity.devices import sweep_nonces, sweep_pairings
from yitang.platform.identity.grants import lapse
from yitang.platform.identity.security_keys import sweep_challenges
from yitang.platform.identity.sides import sweep_posts
from yitang.platform.jobs.public import Every
from yitang.platform.live.public import sweep as forget_news
from yitang.platform.policy.public import value

KEPT = timedelta(days=1)


def sweep() -> int:
    """Forget what is older than a day: no limit looks further back, no screen resumes from there. Returns: how many rows."""
    before = clock.real_now() - KEPT
    with transaction():
        codes_before = clock.real_now() - timedelta(seconds=value("retention.codes_s"))
        gone = execute("DELETE FROM identity_code WHERE created_at < %s", [codes_before])
        gone += execute("DELETE FROM identity_attempt WHERE at < %s", [before])
        gone += sweep_pairings(before) + sweep_challenges(before)
        return gone + forget_answers(before) + forget_news(clock.now() - KEPT) + sweep_nonces()


def end_what_is_over() -> int:
    """Posts whose last day is past, and grants that nobody decided in time. Returns: how many."""
    with transaction():
        ended = sweep_posts()
    return ended + lapse()


EVERY = {"sweep": Every(sweep, 600.0), "end_what_is_over": Every(end_what_is_over, 600.0)}
