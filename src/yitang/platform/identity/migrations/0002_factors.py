"""Second factors beside the one-time code: security keys with their challenges, recovery codes; the age of a password; from where a session was opened."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial")]

    operations = [
        migrations.AddField(model_name="account", name="password_set_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="account", name="totp_next_cipher", field=models.BinaryField(null=True)),
        migrations.AddField(model_name="session", name="opened_from", field=models.CharField(max_length=120, null=True)),
        migrations.CreateModel(
            name="SecurityKey",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("account", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="identity.account")),
                ("name", models.CharField(max_length=40)),
                ("credential_id", models.BinaryField()),
                ("public_key", models.BinaryField()),
                ("sign_count", models.BigIntegerField()),
                ("enrolled_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("copied", models.BooleanField()),
            ],
            options={
                "db_table": "identity_security_key",
                "constraints": [
                    models.UniqueConstraint(fields=["credential_id"], name="a_key_is_enrolled_once"),
                    models.UniqueConstraint(fields=["account", "name"], name="keys_of_a_person_have_different_names"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Challenge",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("session", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="identity.session")),
                ("purpose", models.CharField(max_length=10)),
                ("challenge", models.BinaryField()),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "db_table": "identity_challenge",
                "constraints": [
                    models.UniqueConstraint(fields=["session", "purpose"], name="one_challenge_for_session_and_purpose"),
                    models.CheckConstraint(condition=models.Q(purpose__in=["enrol", "sign_in", "prove"]), name="challenge_has_a_known_purpose"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("account", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="identity.account")),
                ("code_digest", models.BinaryField(unique=True)),
                ("made_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "identity_recovery"},
        ),
    ]
