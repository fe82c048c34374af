"""New names, numbers and phones of people: proposed by a case, made when it is issued; all of it encrypted."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name_cipher", models.BinaryField(null=True)),
                ("number_cipher", models.BinaryField(null=True)),
                ("phone_cipher", models.BinaryField(null=True)),
                ("former_cipher", models.BinaryField(null=True)),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.UUIDField()),
                ("true_from", models.DateField(null=True)),
                ("made_by", models.UUIDField(null=True)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.person")),
            ],
            options={
                "db_table": "people_change",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name_cipher__isnull", False), ("number_cipher__isnull", False), ("phone_cipher__isnull", False), _connector="OR"),
                        name="a_change_changes_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("made_by__isnull", True), ("true_from__isnull", True)),
                            models.Q(("made_by__isnull", False), ("true_from__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_change_is_made_by_an_act",
                    ),
                ],
                "indexes": [models.Index(fields=["person"], name="people_change_person")],
            },
        ),
    ]
