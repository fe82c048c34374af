"""Waivers and refunds, and prints of receipts."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0004_void_bills"),
    ]

    operations = [
        migrations.CreateModel(
            name="Printing",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("n", models.IntegerField()),
                ("account_id", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "payments_printing",
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("office_id", models.UUIDField()),
                ("case_number", models.CharField(max_length=24)),
                ("applicant_id", models.UUIDField()),
                ("method", models.CharField(max_length=4)),
                ("provider", models.CharField(max_length=20)),
                ("order_id", models.UUIDField(null=True)),
                ("transaction", models.CharField(max_length=64)),
                ("window_id", models.UUIDField(null=True)),
                ("fen", models.IntegerField()),
                ("whole", models.BooleanField()),
                ("reason", models.JSONField()),
                ("note", models.CharField(max_length=200)),
                ("state", models.CharField(max_length=8)),
                ("acceptor_person", models.UUIDField()),
                ("asked_account", models.UUIDField()),
                ("asked_person", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("decided_account", models.UUIDField(null=True)),
                ("decided_person", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("said", models.CharField(db_default="", max_length=200)),
                ("tries", models.IntegerField(db_default=0)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("fault", models.CharField(db_default="", max_length=24)),
                ("back", models.CharField(db_default="", max_length=64)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "payments_refund",
            },
        ),
        migrations.CreateModel(
            name="SandboxRefund",
            fields=[
                ("refund_id", models.UUIDField(primary_key=True, serialize=False)),
                ("order_id", models.UUIDField()),
                ("fen", models.IntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "payments_sandbox_refund",
            },
        ),
        migrations.CreateModel(
            name="Waiver",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("office_id", models.UUIDField()),
                ("case_number", models.CharField(max_length=24)),
                ("window_id", models.UUIDField(null=True)),
                ("ground", models.JSONField()),
                ("evidence", models.CharField(max_length=200)),
                ("fen", models.IntegerField()),
                ("state", models.CharField(max_length=8)),
                ("acceptor_person", models.UUIDField()),
                ("asked_account", models.UUIDField()),
                ("asked_person", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("decided_account", models.UUIDField(null=True)),
                ("decided_person", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("said", models.CharField(db_default="", max_length=200)),
            ],
            options={
                "db_table": "payments_waiver",
            },
        ),
        migrations.RemoveConstraint(
            model_name="bill",
            name="a_bill_is_not_settled_and_void",
        ),
        migrations.RemoveConstraint(
            model_name="payment",
            name="payment_method_is_known",
        ),
        migrations.AddField(
            model_name="bill",
            name="refunded_fen",
            field=models.IntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name="bill",
            name="waived_fen",
            field=models.IntegerField(db_default=0),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("void_at__isnull", True),
                    ("settled_at__isnull", True),
                    models.Q(
                        ("refunded_fen__gt", 0), ("refunded_fen", django.db.models.expressions.CombinedExpression(models.F("fen"), "-", models.F("waived_fen")))
                    ),
                    _connector="OR",
                ),
                name="a_bill_is_not_settled_and_void",
            ),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(
                condition=models.Q(("waived_fen__gte", 0), ("waived_fen__lte", models.F("fen"))), name="no_more_is_waived_than_is_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("refunded_fen", 0),
                    models.Q(
                        ("settled_at__isnull", False),
                        ("refunded_fen__gt", 0),
                        ("refunded_fen__lte", django.db.models.expressions.CombinedExpression(models.F("fen"), "-", models.F("waived_fen"))),
                    ),
                    _connector="OR",
                ),
                name="no_more_goes_back_than_was_paid",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(condition=models.Q(("method__in", ["cash", "code", "none", "waived"])), name="payment_method_is_known"),
        ),
        migrations.AddField(
            model_name="printing",
            name="bill",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="payments.bill"),
        ),
        migrations.AddField(
            model_name="refund",
            name="bill",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="payments.bill"),
        ),
        migrations.AddField(
            model_name="refund",
            name="incoming",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="payments.incoming"),
        ),
        migrations.AddField(
            model_name="waiver",
            name="bill",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="payments.bill"),
        ),
        migrations.AddConstraint(
            model_name="printing",
            constraint=models.UniqueConstraint(fields=("bill", "n"), name="printings_of_a_receipt_are_numbered"),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(condition=models.Q(("state__in", ["asked", "approved", "failed"])), fields=["office_id"], name="payments_refund_open"),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["bill"], name="payments_refund_bill"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                condition=models.Q(("incoming__isnull", True), ("state__in", ["asked", "approved", "failed"])),
                fields=("bill",),
                name="one_refund_of_a_bill_in_hand",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "approved", "failed", "done"])), fields=("incoming",), name="what_came_too_much_goes_back_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "approved", "refused", "dropped", "failed", "done"])), name="refund_state_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(condition=models.Q(("method__in", ["cash", "code"])), name="refund_method_is_known"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(condition=models.Q(("fen__gt", 0)), name="a_refund_is_of_something"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["asked", "dropped"]),
                    models.Q(
                        ("decided_person__isnull", False),
                        models.Q(("decided_person", models.F("asked_person")), _negated=True),
                        models.Q(("decided_person", models.F("acceptor_person")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_refund_is_of_two_people",
            ),
        ),
        migrations.AddIndex(
            model_name="waiver",
            index=models.Index(condition=models.Q(("state", "asked")), fields=["office_id"], name="payments_waiver_asked"),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.UniqueConstraint(condition=models.Q(("state__in", ["asked", "granted"])), fields=("bill",), name="one_waiver_for_a_bill"),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.CheckConstraint(condition=models.Q(("state__in", ["asked", "granted", "refused", "dropped"])), name="waiver_state_is_known"),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.CheckConstraint(condition=models.Q(("fen__gt", 0)), name="a_waiver_is_of_something"),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["granted", "refused"]), _negated=True),
                    models.Q(
                        ("decided_person__isnull", False),
                        models.Q(("decided_person", models.F("asked_person")), _negated=True),
                        models.Q(("decided_person", models.F("acceptor_person")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_waiver_is_of_two_people",
            ),
        ),
    ]
