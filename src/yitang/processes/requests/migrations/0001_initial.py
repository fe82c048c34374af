"""Requests of people about the data about themselves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.CharField(db_collation="C", max_length=24, unique=True)),
                ("person_id", models.UUIDField()),
                ("kind", models.CharField(max_length=8)),
                ("channel", models.CharField(max_length=6)),
                ("identity", models.CharField(max_length=10)),
                ("office_id", models.UUIDField()),
                ("said_cipher", models.BinaryField(null=True)),
                ("state", models.CharField(max_length=10)),
                ("asked_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("asked_account", models.UUIDField(null=True)),
                ("answer_cipher", models.BinaryField(null=True)),
                ("ground", models.CharField(default="", max_length=20)),
                ("erased", models.JSONField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("answered_account", models.UUIDField(null=True)),
                ("answered_person", models.UUIDField(null=True)),
                ("log_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "requests_request",
                "indexes": [
                    models.Index(condition=models.Q(("state", "open")), fields=["office_id", "due_on"], name="requests_request_open"),
                    models.Index(fields=["person_id"], name="requests_request_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("state", "open")), fields=("person_id", "kind"), name="one_open_request_of_a_kind"),
                    models.CheckConstraint(condition=models.Q(("kind__in", ["copy", "correct", "delete"])), name="request_kind_is_known"),
                    models.CheckConstraint(condition=models.Q(("state__in", ["open", "answered", "refused", "withdrawn"])), name="request_state_is_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_account__isnull", True), ("channel", "phone"), ("identity", "code")),
                            models.Q(("asked_account__isnull", False), ("channel", "desk"), ("identity", "in_person")),
                            _connector="OR",
                        ),
                        name="a_request_says_how_the_person_was_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_person__isnull", True), ("state__in", ["open", "withdrawn"])),
                            models.Q(("answered_person__isnull", False), ("ended_at__isnull", False), ("state__in", ["answered", "refused"])),
                            _connector="OR",
                        ),
                        name="an_answer_has_its_officer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answered_person", models.F("person_id")), _negated=True), name="nobody_answers_his_own_request"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state", "refused"), _negated=True), models.Q(("ground", ""), _negated=True), _connector="OR"),
                        name="a_refused_request_names_its_ground",
                    ),
                ],
            },
        ),
    ]
