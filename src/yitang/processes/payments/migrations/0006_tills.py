"""The till of each window and day with its lines and its settlement, and the provider's statement."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0005_money_back"),
    ]

    operations = [
        migrations.CreateModel(
            name="Comparison",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("office_id", models.UUIDField()),
                ("on", models.DateField()),
                ("provider", models.CharField(max_length=20)),
                ("lines", models.IntegerField()),
                ("unlike", models.IntegerField()),
                ("account_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "payments_comparison",
            },
        ),
        migrations.CreateModel(
            name="Difference",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("office_id", models.UUIDField()),
                ("on", models.DateField()),
                ("provider", models.CharField(max_length=20)),
                ("order_id", models.UUIDField(null=True)),
                ("transaction", models.CharField(max_length=64)),
                ("direction", models.CharField(max_length=3)),
                ("kind", models.CharField(max_length=13)),
                ("here_fen", models.IntegerField(null=True)),
                ("there_fen", models.IntegerField(null=True)),
                ("state", models.CharField(max_length=9)),
                ("found_at", models.DateTimeField()),
                ("reason", models.CharField(db_default="", max_length=24)),
                ("note", models.CharField(db_default="", max_length=200)),
                ("explained_account", models.UUIDField(null=True)),
                ("explained_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "payments_difference",
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("n", models.IntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("fen", models.IntegerField()),
                ("drawer_fen", models.IntegerField()),
                ("receipt", models.CharField(db_default="", max_length=24)),
                ("account_id", models.UUIDField(null=True)),
                ("said", models.CharField(db_default="", max_length=200)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "payments_entry",
            },
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("counted_fen", models.IntegerField()),
                ("expected_fen", models.IntegerField()),
                ("reason", models.CharField(max_length=24)),
                ("note", models.CharField(max_length=200)),
                ("counted_account", models.UUIDField()),
                ("counted_person", models.UUIDField()),
                ("accepted_account", models.UUIDField()),
                ("accepted_person", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "payments_settlement",
            },
        ),
        migrations.CreateModel(
            name="Till",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("office_id", models.UUIDField()),
                ("window_id", models.UUIDField()),
                ("on", models.DateField()),
                ("state", models.CharField(max_length=7)),
                ("last_n", models.IntegerField(db_default=0)),
                ("holder_account", models.UUIDField(null=True)),
                ("given_fen", models.IntegerField(null=True)),
                ("given_account", models.UUIDField(null=True)),
                ("counted_fen", models.IntegerField(null=True)),
                ("expected_fen", models.IntegerField(null=True)),
                ("counted_account", models.UUIDField(null=True)),
                ("counted_person", models.UUIDField(null=True)),
                ("counted_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(db_default="", max_length=24)),
                ("note", models.CharField(db_default="", max_length=200)),
            ],
            options={
                "db_table": "payments_till",
            },
        ),
        migrations.AddIndex(
            model_name="comparison",
            index=models.Index(fields=["office_id", "on"], name="payments_comparison_day"),
        ),
        migrations.AddIndex(
            model_name="difference",
            index=models.Index(fields=["office_id", "on"], name="payments_difference_day"),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.UniqueConstraint(fields=("provider", "transaction", "direction", "on"), name="a_difference_is_listed_once"),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["missing_here", "missing_there", "other_amount"])), name="difference_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.CheckConstraint(condition=models.Q(("direction__in", ["in", "out"])), name="difference_direction_is_known"),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "gone"]), models.Q(("state", "explained"), models.Q(("reason", ""), _negated=True)), _connector="OR"),
                name="difference_state_is_known",
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="bill",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="payments.bill"),
        ),
        migrations.AddField(
            model_name="entry",
            name="refund",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="payments.refund"),
        ),
        migrations.AddIndex(
            model_name="till",
            index=models.Index(fields=["office_id", "on"], name="payments_till_day"),
        ),
        migrations.AddConstraint(
            model_name="till",
            constraint=models.UniqueConstraint(fields=("window_id", "on"), name="one_till_of_a_window_and_day"),
        ),
        migrations.AddConstraint(
            model_name="till",
            constraint=models.CheckConstraint(condition=models.Q(("state__in", ["open", "counted", "closed"])), name="till_state_is_known"),
        ),
        migrations.AddConstraint(
            model_name="till",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "open"), models.Q(("counted_fen__isnull", False), ("expected_fen__isnull", False)), _connector="OR"),
                name="a_till_is_counted_before_it_is_closed",
            ),
        ),
        migrations.AddField(
            model_name="settlement",
            name="till",
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="payments.till"),
        ),
        migrations.AddField(
            model_name="entry",
            name="till",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="payments.till"),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("counted_person", models.F("accepted_person")), _negated=True), name="a_settlement_is_of_two_people"
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("counted_fen", models.F("expected_fen")), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="a_difference_is_explained",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("till", "n"), name="entries_of_a_till_are_numbered"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(condition=models.Q(("refund__isnull", False)), fields=("refund",), name="a_refund_is_booked_once"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["cash", "code", "waived"])), fields=("bill", "kind"), name="a_bill_is_booked_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["float", "cash", "code", "waived", "cash_back", "code_back", "hand_over", "count", "correction"])),
                name="entry_kind_is_known",
            ),
        ),
    ]
