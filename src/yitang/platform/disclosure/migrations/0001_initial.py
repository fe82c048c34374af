"""Budgets of distinct persons: days, who was seen, raises."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Day",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("viewer_person", models.UUIDField()),
                ("account_id", models.UUIDField()),
                ("office_id", models.UUIDField(null=True)),
                ("post", models.CharField(db_collation="C", max_length=20)),
                ("on", models.DateField()),
                ("seen", models.IntegerField()),
                ("allowed", models.IntegerField()),
            ],
            options={
                "db_table": "disclosure_day",
                "indexes": [models.Index(fields=["office_id", "on"], name="disclosure_day_office")],
                "constraints": [
                    models.UniqueConstraint(fields=("viewer_person", "post", "on"), name="one_budget_for_person_post_and_day"),
                    models.CheckConstraint(condition=models.Q(("seen__lte", models.F("allowed"))), name="a_budget_is_not_overspent"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Raise",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("viewer_person", models.UUIDField()),
                ("more", models.IntegerField()),
                ("reason", models.CharField(max_length=200)),
                ("by_account", models.UUIDField()),
                ("by_person", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("day", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="disclosure.day")),
            ],
            options={
                "db_table": "disclosure_raise",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("viewer_person", models.F("by_person")), _negated=True), name="nobody_raises_his_own_budget"),
                    models.CheckConstraint(condition=models.Q(("more__gt", 0)), name="a_raise_adds_somebody"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Seen",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("person_id", models.UUIDField()),
                ("day", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="disclosure.day")),
            ],
            options={
                "db_table": "disclosure_seen",
                "indexes": [models.Index(fields=["person_id"], name="disclosure_seen_person")],
                "constraints": [models.UniqueConstraint(fields=("day", "person_id"), name="a_person_is_counted_once_a_day")],
            },
        ),
    ]
