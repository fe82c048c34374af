"""Nobody accepts a case of his own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_batches")]

    operations = [
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("acceptor_person", models.F("applicant_id")), _negated=True), name="acceptor_is_not_the_applicant"
            ),
        ),
    ]
