"""Tables of archives."""

from django.db import models


class File(models.Model):
    """The electronic file of a case, equal to paper (R162 Art.106, R164 Art.87)."""

    id = models.UUIDField(primary_key=True)
    case_id = models.UUIDField(unique=True)
    number = models.CharField(max_length=24, unique=True, db_collation="C")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "archives_file"


class Page(models.Model):
    """A page of a file: its kind, and the digest under which its bytes lie in the file store. Insert only."""

    id = models.UUIDField(primary_key=True)
    file = models.ForeignKey(File, models.PROTECT)
    n = models.SmallIntegerField()
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        db_table = "archives_page"
        constraints = [models.UniqueConstraint(fields=["file", "n"], name="pages_are_numbered")]
