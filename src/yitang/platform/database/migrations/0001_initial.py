"""The shared clock and the answers kept for a key."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """First tables of the house."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("real_anchor", models.DateTimeField()),
                ("virtual_anchor", models.DateTimeField()),
                ("rate", models.FloatField()),
            ],
            options={
                "db_table": "database_clock",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_clock"),
                    models.CheckConstraint(condition=models.Q(rate__gt=0), name="the_clock_runs_forward"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Once",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("principal", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=80)),
                ("route", models.CharField(max_length=200)),
                ("body_digest", models.BinaryField()),
                ("status", models.SmallIntegerField(null=True)),
                ("body", models.TextField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "database_once",
                "constraints": [models.UniqueConstraint(fields=["principal", "key"], name="one_effect_for_one_key")],
            },
        ),
    ]
