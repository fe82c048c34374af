"""The room of the database: one connection policy, two roles, one clock, one effect for one key."""

from django.apps import AppConfig


class Database(AppConfig):
    """Installs the shared clock when the program starts."""

    name = "yitang.platform.database"
    label = "database"
    append_only: tuple[str, ...] = ()

    def ready(self) -> None:
        """The clock of the whole process reads the database (law 7)."""
        from yitang.kernel import clock
        from yitang.platform.database.clock import DatabaseClock

        clock.install(DatabaseClock())
