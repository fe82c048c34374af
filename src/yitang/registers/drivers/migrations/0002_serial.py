"""A licence document is found by its serial number without reading all facts."""

from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform


class Migration(migrations.Migration):
    dependencies = [("drivers", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="licencefact",
            index=models.Index(KeyTextTransform("serial", "value"), name="drivers_fact_serial", condition=models.Q(kind="document")),
        ),
    ]
