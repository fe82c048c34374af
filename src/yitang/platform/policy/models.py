"""Table of dated values."""

from django.db import models


class Value(models.Model):
    """One value from a day on, for everywhere or one province. ``confidence``: A text read, B several sources, C one, O ours."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=80, db_collation="C")
    province = models.CharField(max_length=10, default="")
    effective_from = models.DateField()
    value = models.JSONField()
    unit = models.CharField(max_length=20)
    source = models.TextField()
    confidence = models.CharField(max_length=1)
    verified = models.BooleanField()

    class Meta:
        db_table = "policy_value"
        constraints = [models.UniqueConstraint(fields=["name", "province", "effective_from"], name="one_value_for_name_province_and_day")]
