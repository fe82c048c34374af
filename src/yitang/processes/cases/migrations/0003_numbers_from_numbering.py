"""Cases draw their numbers from the numbering room; a day goes on after as many as it has already."""

from typing import Any

from django.db import migrations

from yitang.platform.numbering.public import continue_after

# A case's number was day, ticket and six signs by chance, without a dash; the new form, ``261124-00001``, is none of those.
COUNTED = "SELECT to_char(accepted_at AT TIME ZONE 'Asia/Shanghai', 'YYMMDD'), count(*) FROM cases_case GROUP BY 1"


def hand_over(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - the form of a step
    """Tell the new room how many cases each day has."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(COUNTED)
        for day, count in cursor.fetchall():
            continue_after(cursor, "case", day, count)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_parties_papers_grounds"),
        ("numbering", "0001_initial"),
    ]

    operations = [migrations.RunPython(hand_over, migrations.RunPython.noop)]
