"""Notices of processing by version, and to whom they were shown."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("version", models.IntegerField(primary_key=True, serialize=False)),
                ("digest", models.BinaryField()),
                ("text", models.JSONField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "privacy_notice"},
        ),
        migrations.CreateModel(
            name="Shown",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("session_id", models.UUIDField(null=True)),
                ("device_id", models.UUIDField(null=True)),
                ("person_id", models.UUIDField(null=True)),
                ("place", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("notice", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="privacy.notice")),
            ],
            options={
                "db_table": "privacy_shown",
                "indexes": [models.Index(fields=["person_id"], name="privacy_shown_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("notice", "session_id", "place"), name="a_session_is_shown_a_version_once"),
                    models.UniqueConstraint(fields=("notice", "device_id", "place"), name="a_device_shows_a_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("device_id__isnull", True), ("session_id__isnull", False)),
                            models.Q(("device_id__isnull", False), ("session_id__isnull", True)),
                            _connector="OR",
                        ),
                        name="a_notice_is_shown_to_somebody",
                    ),
                    models.CheckConstraint(condition=models.Q(("place__in", ["sign_in", "precheck", "kiosk"])), name="a_notice_is_shown_at_a_known_place"),
                ],
            },
        ),
    ]
