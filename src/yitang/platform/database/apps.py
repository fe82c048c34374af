"""The room of the database: one connection policy, two roles, one clock, one effect for one key."""

from django.apps import AppConfig


class Database(AppConfig):
    """Installs the shared clock and the patience of the pools when the program starts."""

    name = "yitang.platform.database"
    label = "database"
    append_only: tuple[str, ...] = ()

    def ready(self) -> None:
        """The clock of the whole process reads the database (law 7); a pool that lost its server asks for it steadily."""
        from psycopg_pool.base import AttemptWithBackoff

        from yitang.kernel import clock
        from yitang.platform.database.clock import DatabaseClock

        clock.install(DatabaseClock())
        # The library waits 1, 2, 4, 8 seconds between attempts, for servers that many share. Ours is next door and back in three: whoever
        # stands at a window should not wait for the next power of two.
        AttemptWithBackoff.INITIAL_DELAY, AttemptWithBackoff.DELAY_BACKOFF = 0.25, 1.0
