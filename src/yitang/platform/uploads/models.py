"""Tables of uploads."""

from django.db import models


class File(models.Model):
    """A file that was taken, in a place of its slot. ``digest``: of the sealed original; ``thing_id``: what it belongs to, in a higher room.

    ``what``: what it is there, in that room's words: the material of a case. ``hints``: what a photo may suffer from, with commas between.
    ``let_go_at``: from when nobody needs its bytes any more; ``wiped_at``: when they were gone.
    """

    id = models.UUIDField(primary_key=True)
    slot = models.CharField(max_length=40, db_collation="C")
    thing_id = models.UUIDField()
    what = models.CharField(max_length=20, db_collation="C")
    place = models.SmallIntegerField()
    office_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    session_id = models.UUIDField(null=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=4, db_collation="C")
    size = models.IntegerField()
    pages = models.SmallIntegerField()
    digest = models.CharField(max_length=64, db_collation="C")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    hints = models.CharField(max_length=20, db_collation="C", db_default="")
    let_go_at = models.DateTimeField(null=True)
    wiped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "uploads_file"
        constraints = [
            models.UniqueConstraint(fields=["thing_id", "slot", "place"], condition=models.Q(removed_at__isnull=True), name="one_file_in_a_place"),
            models.CheckConstraint(condition=models.Q(kind__in=["jpeg", "png", "pdf"]), name="upload_kind_is_known"),
            models.CheckConstraint(condition=models.Q(size__gt=0, pages__gt=0, place__gt=0), name="an_upload_is_not_empty"),
            models.CheckConstraint(
                condition=models.Q(wiped_at__isnull=True) | models.Q(let_go_at__isnull=False, removed_at__isnull=False), name="only_what_was_let_go_is_wiped"
            ),
        ]
        indexes = [
            models.Index(fields=["digest"], name="uploads_file_digest"),
            models.Index(fields=["let_go_at"], condition=models.Q(let_go_at__isnull=False, wiped_at__isnull=True), name="uploads_file_to_wipe"),
        ]


class Page(models.Model):
    """The clean copy of one page, by its digest in the file store."""

    id = models.UUIDField(primary_key=True)
    file = models.ForeignKey(File, models.PROTECT)
    n = models.SmallIntegerField()
    digest = models.CharField(max_length=64, db_collation="C")

    class Meta:
        db_table = "uploads_page"
        constraints = [models.UniqueConstraint(fields=["file", "n"], name="pages_of_an_upload_are_numbered")]
        indexes = [models.Index(fields=["digest"], name="uploads_page_digest")]


class Quota(models.Model):
    """What one person, thing or office has sent on a day; removing a file gives nothing back."""

    pk = models.CompositePrimaryKey("whose", "sent_on")
    whose = models.CharField(max_length=50, db_collation="C")
    sent_on = models.DateField()
    files = models.IntegerField()
    bytes = models.BigIntegerField()

    class Meta:
        db_table = "uploads_quota"


class Link(models.Model):
    """A one-time link to an original (X20): ``digest`` of the token; of which session; till when, by the real clock."""

    digest = models.BinaryField(primary_key=True)
    file = models.ForeignKey(File, models.PROTECT)
    session_id = models.UUIDField()
    until_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "uploads_link"
