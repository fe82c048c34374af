"""A pool that lost its server asks for it again at a steady pace."""

from psycopg_pool.base import AttemptWithBackoff


def test_attempts_come_four_times_a_second_until_the_pool_gives_up() -> None:
    attempt, now, delays = AttemptWithBackoff(timeout=60.0), 1000.0, []
    for _ in range(12):
        attempt.update_delay(now)
        delays.append(attempt.delay)
        now += attempt.delay
    assert all(0.2 <= one <= 0.3 for one in delays), "not 1, 2, 4, 8 seconds"
    assert attempt.give_up_at == 1060.0
