"""The bill of a case that was withdrawn is void: nothing is taken for it any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_receipts_from_numbering")]

    operations = [
        migrations.AddField(model_name="bill", name="void_at", field=models.DateTimeField(null=True)),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(
                condition=models.Q(("void_at__isnull", True), ("settled_at__isnull", True), _connector="OR"), name="a_bill_is_not_settled_and_void"
            ),
        ),
    ]
