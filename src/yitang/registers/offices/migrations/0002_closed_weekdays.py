"""A weekday on which a hall is closed from a day on: a row without times."""

from django.db import migrations, models

BOTH = models.Q(opens__isnull=True, closes__isnull=True) | models.Q(opens__lt=models.F("closes"))


class Migration(migrations.Migration):
    dependencies = [("offices", "0001_initial")]

    operations = [
        migrations.AlterField(model_name="opening", name="opens", field=models.TimeField(null=True)),
        migrations.AlterField(model_name="opening", name="closes", field=models.TimeField(null=True)),
        migrations.AddConstraint(model_name="opening", constraint=models.CheckConstraint(condition=BOTH, name="a_hall_opens_before_it_closes")),
    ]
