"""Who handed a window over to whom, at which instant; and which session handed a number over."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("queue", "0004_sent_on")]

    operations = [
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("window_id", models.UUIDField()),
                ("hall_id", models.UUIDField()),
                ("from_account", models.UUIDField()),
                ("to_account", models.UUIDField()),
                ("from_session", models.UUIDField()),
                ("to_session", models.UUIDField()),
                ("ticket_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "queue_hand_over",
                "constraints": [
                    models.UniqueConstraint(fields=("from_session",), name="a_session_hands_over_once"),
                    models.CheckConstraint(condition=models.Q(("from_account", models.F("to_account")), _negated=True), name="nobody_relieves_himself"),
                ],
            },
        ),
        migrations.AddField(model_name="ticket", name="handed_by", field=models.UUIDField(null=True)),
    ]
