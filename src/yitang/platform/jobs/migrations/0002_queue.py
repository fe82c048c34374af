"""The queue's tables, as procrastinate 3.10 has them, in a schema of their own.

Its trigger that sends a NOTIFY for each new job is dropped: a NOTIFY inside an act makes all commits stand in one line, so the
worker asks for work instead. Its other triggers write its own list of events and stay: law 10 forbids triggers on our tables.
"""

from pathlib import Path

from django.db import migrations

SCHEMA = (Path(__file__).parent / "procrastinate_3_10.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SCHEMA jobs", "DROP SCHEMA jobs CASCADE"),
        migrations.RunSQL(f"SET LOCAL search_path TO jobs; {SCHEMA}; SET LOCAL search_path TO public, jobs", migrations.RunSQL.noop),
        migrations.RunSQL("DROP TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 ON jobs.procrastinate_jobs", migrations.RunSQL.noop),
    ]
