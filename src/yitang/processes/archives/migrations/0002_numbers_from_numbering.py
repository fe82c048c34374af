"""Files draw their numbers from the numbering room; a year goes on after as many as it has already."""

from typing import Any

from django.db import migrations

from yitang.platform.numbering.public import continue_after

# A file's number was its case's with an F before it; the new form, ``F2026-0000001``, is none of those.
COUNTED = "SELECT to_char(opened_at AT TIME ZONE 'Asia/Shanghai', 'YYYY'), count(*) FROM archives_file GROUP BY 1"


def hand_over(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - the form of a step
    """Tell the new room how many files each year has."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(COUNTED)
        for year, count in cursor.fetchall():
            continue_after(cursor, "file", year, count)


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0001_initial"),
        ("numbering", "0001_initial"),
    ]

    operations = [migrations.RunPython(hand_over, migrations.RunPython.noop)]
