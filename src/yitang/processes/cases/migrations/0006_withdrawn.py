"""A case that cannot go on is withdrawn: a state of its own, since nobody decided against it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_acceptor_is_not_the_applicant")]

    operations = [
        migrations.RemoveConstraint(model_name="case", name="case_state_is_known"),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["accepted", "reviewed", "refused", "issued", "filed", "withdrawn"])), name="case_state_is_known"
            ),
        ),
    ]
