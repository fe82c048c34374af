"""A release names the entry that it ends, once; a vehicle licence is found by its serial number without reading all facts."""

from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform


class Migration(migrations.Migration):
    dependencies = [("vehicles", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="mortgageentry",
            name="releases",
            field=models.CharField(db_collation="C", max_length=32, null=True),
        ),
        migrations.AddConstraint(
            model_name="mortgageentry",
            constraint=models.UniqueConstraint(fields=["releases"], name="a_mortgage_is_released_once"),
        ),
        migrations.AddIndex(
            model_name="vehiclefact",
            index=models.Index(KeyTextTransform("serial", "value"), name="vehicles_fact_serial", condition=models.Q(kind="licence")),
        ),
    ]
