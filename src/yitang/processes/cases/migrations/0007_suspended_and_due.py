"""A case that is looked into stands still; papers may come later; a wrong entry is corrected; what is due when a day begins is counted."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_withdrawn")]

    operations = [
        migrations.RemoveConstraint(model_name="case", name="case_state_is_known"),
        migrations.RemoveConstraint(model_name="case", name="one_open_case_of_a_business_for_a_thing"),
        migrations.AddField(model_name="case", name="suspension_id", field=models.UUIDField(null=True)),
        migrations.AddField(model_name="case", name="deferred", field=models.SmallIntegerField(default=0)),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["accepted", "reviewed", "refused", "issued", "filed", "withdrawn", "suspended", "lapsed"])),
                name="case_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                fields=("business", "subject_id"),
                condition=models.Q(("state__in", ["accepted", "reviewed", "suspended"])),
                name="one_open_case_of_a_business_for_a_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "suspended"), ("suspension_id__isnull", False)),
                    models.Q(models.Q(("state", "suspended"), _negated=True), ("suspension_id__isnull", True)),
                    _connector="OR",
                ),
                name="a_suspended_case_stands_still",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("deferred", 0), models.Q(("deferred__gt", 0), ("state__in", ["accepted", "suspended"])), _connector="OR"),
                name="what_is_deferred_is_not_granted",
            ),
        ),
        migrations.CreateModel(
            name="Deferral",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("material", models.CharField(max_length=20)),
                ("due_on", models.DateField()),
                ("state", models.CharField(max_length=8)),
                ("reminded_on", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
            ],
            options={
                "db_table": "cases_deferral",
                "constraints": [
                    models.UniqueConstraint(fields=("case", "material"), name="a_paper_is_deferred_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state", "open")),
                            models.Q(("ended_at__isnull", False), ("state__in", ["brought", "lapsed", "dropped"])),
                            _connector="OR",
                        ),
                        name="a_deferral_is_open_or_has_ended",
                    ),
                ],
                "indexes": [models.Index(condition=models.Q(("state", "open")), fields=["due_on"], name="cases_deferral_due")],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("office_id", models.UUIDField()),
                ("vehicle_id", models.UUIDField()),
                ("plate", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=12)),
                ("fact_id", models.UUIDField()),
                ("after", models.CharField(max_length=80)),
                ("licence", models.CharField(default="", max_length=32)),
                ("made_by_account", models.UUIDField(null=True)),
                ("made_by_person", models.UUIDField(null=True)),
                ("why", models.CharField(max_length=400)),
                ("account_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(default="", max_length=10)),
                ("decided_account", models.UUIDField(null=True)),
                ("decided_person", models.UUIDField(null=True)),
                ("said", models.CharField(default="", max_length=400)),
            ],
            options={
                "db_table": "cases_correction",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("vehicle_id", "kind"), name="one_open_correction_of_an_entry"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_person__isnull", True), ("ended_at__isnull", True), ("outcome", "")),
                            models.Q(("decided_person__isnull", False), ("ended_at__isnull", False), ("outcome__in", ["corrected", "refused"])),
                            _connector="OR",
                        ),
                        name="a_decided_correction_says_how_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_person__isnull", True), models.Q(("decided_person", models.F("person_id")), _negated=True), _connector="OR"
                        ),
                        name="who_asked_does_not_decide",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_person__isnull", True),
                            ("made_by_person__isnull", True),
                            models.Q(("decided_person", models.F("made_by_person")), _negated=True),
                            _connector="OR",
                        ),
                        name="who_made_an_entry_does_not_decide",
                    ),
                ],
                "indexes": [models.Index(fields=["office_id", "due_on"], name="cases_correction_office")],
            },
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=14)),
                ("seen", models.CharField(max_length=400)),
                ("from_state", models.CharField(max_length=10)),
                ("account_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("limit_before", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(default="", max_length=8)),
                ("decided_account", models.UUIDField(null=True)),
                ("decided_person", models.UUIDField(null=True)),
                ("said", models.CharField(default="", max_length=400)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
            ],
            options={
                "db_table": "cases_suspension",
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("ended_at__isnull", True)), fields=("case",), name="a_case_is_suspended_once_at_a_time"),
                    models.CheckConstraint(condition=models.Q(("seen", ""), _negated=True), name="a_suspension_says_what_was_seen"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_person__isnull", True), ("ended_at__isnull", True), ("outcome", "")),
                            models.Q(
                                ("decided_person__isnull", False),
                                ("ended_at__isnull", False),
                                ("outcome__in", ["released", "refused"]),
                                models.Q(("said", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_ended_suspension_says_how_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_person__isnull", True), models.Q(("decided_person", models.F("person_id")), _negated=True), _connector="OR"
                        ),
                        name="another_person_ends_a_suspension",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("n", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("said", models.CharField(max_length=400)),
                ("account_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("suspension", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.suspension")),
            ],
            options={
                "db_table": "cases_evidence",
                "constraints": [
                    models.UniqueConstraint(fields=("suspension", "n"), name="evidence_is_numbered"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["asked", "assist", "examined", "site", "records", "issuer", "statement", "handed_on"])),
                        name="evidence_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DueDay",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("office_id", models.UUIDField()),
                ("on", models.DateField()),
                ("overdue", models.IntegerField()),
                ("today", models.IntegerField()),
                ("soon", models.IntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "cases_due_day",
                "constraints": [models.UniqueConstraint(fields=("office_id", "on"), name="a_day_is_counted_once_for_an_office")],
            },
        ),
    ]
