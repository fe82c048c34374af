"""Peppers of odd and of even number have an index column each."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="number_index_even",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="phone",
            name="number_index_even",
            field=models.BinaryField(null=True),
        ),
        migrations.AlterField(
            model_name="document",
            name="number_index",
            field=models.BinaryField(null=True),
        ),
        migrations.AlterField(
            model_name="phone",
            name="number_index",
            field=models.BinaryField(null=True),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["number_index_even"], name="people_document_index_even"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                condition=models.Q(("true_to__isnull", True)), fields=("kind", "number_index_even"), name="one_holder_of_a_current_number_even"
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("number_index__isnull", False), ("number_index_even__isnull", False), _connector="OR"), name="a_number_can_be_found"
            ),
        ),
        migrations.AddConstraint(
            model_name="phone",
            constraint=models.CheckConstraint(
                condition=models.Q(("number_index__isnull", False), ("number_index_even__isnull", False), _connector="OR"), name="a_phone_number_can_be_found"
            ),
        ),
    ]
