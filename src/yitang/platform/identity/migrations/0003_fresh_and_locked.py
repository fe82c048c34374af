"""When a session last proved a second factor, and since when its window is locked by hand."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_factors")]

    operations = [
        migrations.AddField(model_name="session", name="factor_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="session", name="locked_at", field=models.DateTimeField(null=True)),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["window_id"], condition=models.Q(ended_at__isnull=True, window_id__isnull=False), name="identity_session_window"),
        ),
    ]
