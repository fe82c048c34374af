"""What the program's role may do, given by the owner after each migration (law 10, B6).

Everything that is not granted here is denied: the role owns nothing, may not create, and may only insert and select on the
tables that a room calls append-only, and delete nothing in those that it calls never deleted.
"""

from typing import Any

from django.apps import apps
from django.db import connections, transaction


def append_only() -> frozenset[str]:
    """Names of the tables on which the program may only insert and select."""
    return frozenset(name for config in apps.get_app_configs() for name in getattr(config, "append_only", ()))


def never_deleted() -> frozenset[str]:
    """Names of the tables in which the program may write and change, and delete nothing: what is closed or corrected there stays."""
    return frozenset(name for config in apps.get_app_configs() for name in getattr(config, "never_deleted", ()))


def grant(role: str, using: str = "owner") -> None:
    """Give ``role`` what it needs on every table of ours, and nothing else. Idempotent; all of it at once, or nothing when it is cut off."""
    with transaction.atomic(using), connections[using].cursor() as cursor:
        run(cursor, f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            run(cursor, f'REVOKE ALL ON "{table}" FROM {role}')
            if table == "django_migrations":
                rights = "SELECT"
            elif table in append_only():
                rights = "SELECT, INSERT"
            elif table in never_deleted():
                rights = "SELECT, INSERT, UPDATE"
            else:
                rights = "SELECT, INSERT, UPDATE, DELETE"
            run(cursor, f'GRANT {rights} ON "{table}" TO {role}')
        run(cursor, f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'jobs'")
        if cursor.fetchone():
            run(cursor, f"GRANT USAGE ON SCHEMA jobs TO {role}")
            run(cursor, f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA jobs TO {role}")
            run(cursor, f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA jobs TO {role}")
            run(cursor, f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA jobs TO {role}")


def run(cursor: Any, sql: str) -> None:
    """Run one statement whose names come from our own catalogue, not from a person."""
    cursor.execute(sql)
