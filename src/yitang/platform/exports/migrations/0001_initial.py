"""Exports: lists that leave the program as a file."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("mark", models.BinaryField(unique=True)),
                ("source", models.CharField(db_collation="C", max_length=40)),
                ("office_id", models.UUIDField()),
                ("account_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
                ("post", models.CharField(db_collation="C", max_length=20)),
                ("purpose", models.CharField(max_length=200)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField()),
                ("format", models.CharField(max_length=4)),
                ("state", models.CharField(max_length=10)),
                ("rows", models.IntegerField()),
                ("above_cap", models.BooleanField()),
                ("asked_at", models.DateTimeField()),
                ("decided_account", models.UUIDField(null=True)),
                ("decided_person", models.UUIDField(null=True)),
                ("made_at", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                ("cipher", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "exports_export",
                "indexes": [
                    models.Index(fields=["account_id", "asked_at"], name="exports_export_account"),
                    models.Index(fields=["office_id", "state"], name="exports_export_office"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["ready", "waiting", "queued", "taken", "refused", "failed", "over"])), name="export_state_is_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("format__in", ["csv", "xlsx"])), name="export_format_is_known"),
                    models.CheckConstraint(
                        condition=models.Q(("cipher__isnull", True), ("state", "ready"), _connector="OR"), name="a_file_is_there_to_be_taken_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("decided_person", models.F("person_id")), _negated=True), name="nobody_approves_his_own_export"),
                    models.CheckConstraint(
                        condition=models.Q(("above_cap", False), ("decided_person__isnull", False), ("state__in", ["waiting", "over"]), _connector="OR"),
                        name="a_large_export_has_two_people",
                    ),
                ],
            },
        ),
    ]
