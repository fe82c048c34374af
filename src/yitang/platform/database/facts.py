"""Facts of a register: true from, true to, known since (law 8). Never changed; a new one is written and the old one closed."""

from django.db import models


class Fact(models.Model):
    """One fact of one kind about one thing. ``superseded_at``: since when it is known to be wrong or no longer the last word."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20)
    value = models.JSONField()
    true_from = models.DateField()
    true_to = models.DateField(null=True)
    known_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    act_id = models.UUIDField()

    class Meta:
        abstract = True


CURRENT = models.Q(true_to__isnull=True, superseded_at__isnull=True)
