"""Receipts draw their numbers from the numbering room; each office goes on after its last one of the year."""

from typing import Any

from django.db import migrations

from yitang.platform.numbering.public import continue_after


def hand_over(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - the form of a step
    """Tell the new room how far each office has come."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT office_id, year, last FROM payments_receipt_counter")
        for office, year, last in cursor.fetchall():
            continue_after(cursor, f"receipt:{office}", str(year), last)


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0002_codes"),
        ("numbering", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(hand_over, migrations.RunPython.noop),
        migrations.DeleteModel(name="ReceiptCounter"),
    ]
