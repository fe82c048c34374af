"""The three administrators apart: sides, grants by two people, links of enrolment; open posts point at the side of their person."""

from datetime import timedelta

import django.db.models.deletion
from django.db import migrations, models

IS_OPEN = models.Q(ended_at__isnull=True, side__isnull=False) & (
    models.Q(post="admin", side="system")
    | models.Q(post="security", side="security")
    | models.Q(post="audit", side="audit")
    | (models.Q(side="business") & ~models.Q(post__in=["admin", "security", "audit"]))
)
# Posts that were there before: each person stands on one side from now on. Who was an administrator and something else stays administrator.
FILL = (
    "INSERT INTO identity_side (person_id, side) SELECT a.person_id, CASE WHEN bool_or(p.post = 'admin') THEN 'system' ELSE 'business' END "
    "FROM identity_post p JOIN identity_account a ON a.id = p.account_id GROUP BY a.person_id",
    # One statement: a second change of the same row would leave its foreign keys to be looked at after the next ALTER.
    "UPDATE identity_post p SET person_id = a.person_id, side = CASE WHEN (p.post = 'admin') = (s.side = 'system') THEN s.side END, "
    "ended_at = CASE WHEN (p.post = 'admin') = (s.side = 'system') THEN NULL ELSE clock_timestamp() END "
    "FROM identity_account a JOIN identity_side s ON s.person_id = a.person_id WHERE a.id = p.account_id",
)
KEYS = (
    ("post_is_of_the_person_of_its_account", "(account_id, person_id) REFERENCES identity_account (id, person_id)"),
    ("open_post_is_on_the_side_of_its_person", "(person_id, side) REFERENCES identity_side (person_id, side)"),
)


PEOPLE = (
    ("grant_is_for_the_person_of_its_account", "(account_id, person_id)"),
    ("grant_was_asked_by_the_person_of_the_account", "(asked_account_id, asked_person)"),
    ("grant_was_decided_by_the_person_of_the_account", "(decided_account_id, decided_person)"),
)


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_fresh_and_locked")]

    operations = [
        migrations.RemoveConstraint(model_name="account", name="account_state_is_known"),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(state__in=["enrolling", "active", "suspended", "left"]), name="account_state_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(condition=~models.Q(state="active") | ~models.Q(password=""), name="who_signs_in_has_a_password"),
        ),
        migrations.AddConstraint(
            model_name="account", constraint=models.UniqueConstraint(fields=["id", "person_id"], name="account_is_of_one_person")
        ),
        migrations.CreateModel(
            name="Side",
            fields=[("person_id", models.UUIDField(primary_key=True, serialize=False)), ("side", models.CharField(max_length=10))],
            options={
                "db_table": "identity_side",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(side__in=["system", "security", "audit", "business"]), name="side_is_known"),
                    models.UniqueConstraint(fields=["person_id", "side"], name="side_of_a_person"),
                ],
            },
        ),
        migrations.AddField(model_name="post", name="person_id", field=models.UUIDField(null=True)),
        migrations.AddField(model_name="post", name="side", field=models.CharField(max_length=10, null=True)),
        migrations.AddField(model_name="post", name="ended_at", field=models.DateTimeField(null=True)),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in FILL),
        migrations.AlterField(model_name="post", name="person_id", field=models.UUIDField()),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(side__isnull=True, ended_at__isnull=False) | IS_OPEN, name="an_open_post_has_its_side"
            ),
        ),
        *(
            migrations.RunSQL(
                f"ALTER TABLE identity_post ADD CONSTRAINT {name} FOREIGN KEY {key}", f"ALTER TABLE identity_post DROP CONSTRAINT {name}"
            )
            for name, key in KEYS
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=10)),
                ("account", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="grants", to="identity.account")),
                ("person_id", models.UUIDField()),
                ("post", models.CharField(max_length=20)),
                ("service", models.CharField(max_length=10)),
                ("office_id", models.UUIDField(null=True)),
                ("hall_id", models.UUIDField(null=True)),
                ("from_on", models.DateField(null=True)),
                ("to_on", models.DateField(null=True)),
                ("reason", models.CharField(max_length=200)),
                ("state", models.CharField(max_length=10)),
                ("asked_account", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.account")),
                ("asked_person", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("asked_log", models.UUIDField()),
                ("decided_account", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.account")),
                ("decided_person", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_reason", models.CharField(max_length=200)),
                ("decided_log", models.UUIDField(null=True)),
                ("made_post", models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, to="identity.post")),
            ],
            options={
                "db_table": "identity_grant",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(state__in=["waiting", "confirmed", "refused", "lapsed"]), name="grant_state_is_known"),
                    models.CheckConstraint(
                        condition=models.Q(kind="post", office_id__isnull=False, from_on__isnull=False) & ~models.Q(post="")
                        | models.Q(kind="return", post=""),
                        name="a_grant_is_of_a_post_or_a_return",
                    ),
                    models.CheckConstraint(condition=~models.Q(asked_person=models.F("person_id")), name="nobody_asks_for_himself"),
                    models.CheckConstraint(condition=~models.Q(decided_person=models.F("person_id")), name="nobody_decides_for_himself"),
                    models.CheckConstraint(condition=~models.Q(decided_person=models.F("asked_person")), name="a_grant_needs_two_people"),
                    models.CheckConstraint(
                        condition=models.Q(state__in=["waiting", "lapsed"], decided_person__isnull=True)
                        | models.Q(state__in=["confirmed", "refused"], decided_person__isnull=False),
                        name="a_decision_is_somebodys",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(made_post__isnull=False, kind="post", state="confirmed")
                        | models.Q(made_post__isnull=True) & (~models.Q(kind="post") | ~models.Q(state="confirmed")),
                        name="a_confirmed_grant_made_its_post",
                    ),
                    models.UniqueConstraint(
                        fields=["account", "kind", "post", "office_id"], condition=models.Q(state="waiting"), nulls_distinct=False,
                        name="one_waiting_grant_of_a_post",
                    ),
                ],
                "indexes": [models.Index(fields=["asked_at"], name="identity_grant_asked")],
            },
        ),
        *(
            migrations.RunSQL(
                f"ALTER TABLE identity_grant ADD CONSTRAINT {name} FOREIGN KEY {columns} REFERENCES identity_account (id, person_id)",
                f"ALTER TABLE identity_grant DROP CONSTRAINT {name}",
            )
            for name, columns in PEOPLE
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                (
                    "account",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to="identity.account"),
                ),
                ("token_digest", models.BinaryField(unique=True)),
                ("seed_cipher", models.BinaryField()),
                ("opened_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("grant", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="identity.grant")),
            ],
            options={
                "db_table": "identity_enrolment",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(expires_at__lte=models.F("opened_at") + timedelta(hours=24)), name="a_link_lives_a_day_at_most"
                    ),
                ],
            },
        ),
    ]  # fmt: skip
