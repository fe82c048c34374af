"""The bill of a case that stands still is held: nothing is taken for it meanwhile."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0006_tills")]

    operations = [
        migrations.AddField(model_name="bill", name="held_at", field=models.DateTimeField(null=True)),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(
                condition=models.Q(("held_at__isnull", True), ("settled_at__isnull", True), _connector="OR"), name="a_held_bill_takes_no_money"
            ),
        ),
    ]
