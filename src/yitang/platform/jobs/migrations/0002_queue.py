"""The queue's tables, as procrastinate 3.10 brings them, in a schema of their own.

Its trigger that sends a NOTIFY for each new job is dropped: a NOTIFY inside an act makes all commits stand in one line, so the
worker asks for work instead. Its other triggers write its own list of events and stay: law 10 forbids triggers on our tables.
"""

import hashlib

from django.db import migrations
from procrastinate.schema import SchemaManager

# What this migration was written for. A release with another schema needs a migration of its own, which upgrades old installations too.
KNOWN = "c70ec4b400a60ad9592787653aae5ae77ae41bf801d56b5bd2712751a07f2009"


def schema() -> str:
    """The library's schema, if it is the known one."""
    found = SchemaManager.get_schema()
    if hashlib.sha256(found.encode()).hexdigest() != KNOWN:
        raise RuntimeError("procrastinate brings another schema than this migration knows; write a migration that upgrades to it")
    return found


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SCHEMA jobs", "DROP SCHEMA jobs CASCADE"),
        migrations.RunSQL(f"SET LOCAL search_path TO jobs; {schema()}; SET LOCAL search_path TO public, jobs", migrations.RunSQL.noop),
        migrations.RunSQL("DROP TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 ON jobs.procrastinate_jobs", migrations.RunSQL.noop),
    ]
