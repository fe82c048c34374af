"""Tables of printed papers; all of them are only added to."""

from django.db import models


class Document(models.Model):
    """A printed paper of the office: one of a kind for a thing. ``thing_id``: of a case, a notice, a batch of forms; a plain id of a higher floor."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=40, db_collation="C")
    office_id = models.UUIDField()
    thing_id = models.UUIDField()
    last4 = models.CharField(max_length=4, default="")
    issued_on = models.DateField()
    until_on = models.DateField(null=True)
    statement = models.TextField()
    digest = models.CharField(max_length=64)
    account_id = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "documents_document"
        constraints = [
            models.UniqueConstraint(fields=["number"], name="a_document_number_is_given_once"),
            models.UniqueConstraint(fields=["thing_id", "kind"], name="one_document_of_a_kind_for_a_thing"),
        ]


class Printing(models.Model):
    """One printing of a paper: 0 is the original, what follows are copies, each with its reason and its own rendering."""

    id = models.UUIDField(primary_key=True)
    document = models.ForeignKey(Document, models.PROTECT)
    n = models.SmallIntegerField()
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=200, default="")
    account_id = models.UUIDField()
    at = models.DateTimeField()
    log_id = models.UUIDField()

    class Meta:
        db_table = "documents_printing"
        constraints = [
            models.UniqueConstraint(fields=["document", "n"], name="printings_are_numbered"),
            models.CheckConstraint(condition=models.Q(n=0) ^ ~models.Q(reason=""), name="a_copy_has_a_reason"),
        ]


class Revocation(models.Model):
    """A paper that holds no more, and why; once."""

    id = models.UUIDField(primary_key=True)
    document = models.OneToOneField(Document, models.PROTECT)
    reason = models.CharField(max_length=200)
    account_id = models.UUIDField()
    at = models.DateTimeField()
    log_id = models.UUIDField()

    class Meta:
        db_table = "documents_revocation"
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="a_revocation_has_a_reason")]
