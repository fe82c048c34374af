"""A reset in person: the document that was seen, and the half that the person was given by who asked for it."""

from django.db import migrations, models

KINDS = models.Q(kind="post", office_id__isnull=False, from_on__isnull=False) & ~models.Q(post="") | models.Q(kind__in=["return", "reset"], post="")
HALVES = models.Q(kind="reset", half_digest__isnull=False) & ~models.Q(paper="") | ~models.Q(kind="reset") & models.Q(paper="", half_digest__isnull=True)


class Migration(migrations.Migration):
    dependencies = [("identity", "0004_grants")]

    operations = [
        migrations.AddField(model_name="grant", name="paper", field=models.CharField(max_length=20, db_default="")),
        migrations.AddField(model_name="grant", name="half_digest", field=models.BinaryField(null=True)),
        migrations.AddField(model_name="enrolment", name="half_digest", field=models.BinaryField(null=True)),
        migrations.RemoveConstraint(model_name="grant", name="a_grant_is_of_a_post_or_a_return"),
        migrations.AddConstraint(model_name="grant", constraint=models.CheckConstraint(condition=KINDS, name="a_grant_is_of_a_post_or_a_return")),
        migrations.AddConstraint(model_name="grant", constraint=models.CheckConstraint(condition=HALVES, name="a_reset_names_the_document_and_has_its_half")),
    ]
