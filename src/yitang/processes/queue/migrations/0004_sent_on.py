"""Who was sent on does not come back to the window that sent them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("queue", "0003_people_of_a_visit")]

    operations = [migrations.AddField(model_name="ticket", name="not_window", field=models.UUIDField(null=True))]
