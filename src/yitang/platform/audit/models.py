"""Tables of the log (law 9): rows without personal data, payloads beside them, leaves and heads of the Merkle tree."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models


class Writer(models.Model):
    """One open connection of one process. Its rows are numbered without a gap, since a rollback takes the number back."""

    writer = models.UUIDField(primary_key=True)
    n = models.BigIntegerField()

    class Meta:
        db_table = "audit_writer"


class Row(models.Model):
    """One act: who, with which post, where, what, on which thing, with what result. No personal data."""

    id = models.UUIDField(primary_key=True)
    writer = models.UUIDField()
    n = models.BigIntegerField()
    act = models.CharField(max_length=60)
    result = models.CharField(max_length=10)
    account = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    post = models.CharField(max_length=20)
    office = models.UUIDField(null=True)
    hall = models.UUIDField(null=True)
    window = models.UUIDField(null=True)
    device = models.UUIDField(null=True)
    session = models.UUIDField(null=True)
    trace = models.UUIDField(null=True)
    thing_kind = models.CharField(max_length=30)
    thing_id = models.CharField(max_length=80)
    clock_at = models.DateTimeField()
    real_at = models.DateTimeField()
    digest = models.BinaryField()
    key_id = models.CharField(max_length=40)
    mac = models.BinaryField()
    # Whom the act is about: ids of personal keys, in ascending order.
    about = ArrayField(models.UUIDField(), null=True)

    class Meta:
        db_table = "audit_row"
        constraints = [models.UniqueConstraint(fields=["writer", "n"], name="writer_numbers_have_no_twin")]
        indexes = [
            models.Index(fields=["trace"], name="audit_row_trace"),
            models.Index(fields=["thing_kind", "thing_id"], name="audit_row_thing"),
            models.Index(fields=["account", "clock_at"], name="audit_row_account"),
            # Rows lie in the order of their time: a few bytes for each stretch of them are enough to find the latest.
            BrinIndex(fields=["real_at"], name="audit_row_real", autosummarize=True, pages_per_range=32),
            GinIndex(fields=["about"], condition=models.Q(about__isnull=False), name="audit_row_about"),
        ]


class Payload(models.Model):
    """What the act said, encrypted; may hold personal data, and may be erased without breaking the proof."""

    row = models.UUIDField(primary_key=True)
    cipher = models.BinaryField()

    class Meta:
        db_table = "audit_payload"


class PersonalKey(models.Model):
    """The key under which payloads about one person lie; wrapped by the platform's keys. Destroyed, its row stays and says by which act."""

    id = models.UUIDField(primary_key=True)
    person = models.UUIDField(db_index=True)
    cipher = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    destroyed_log = models.UUIDField(null=True)

    class Meta:
        db_table = "audit_personal_key"
        constraints = [
            models.CheckConstraint(
                name="a_key_is_there_or_destroyed_by_an_act",
                condition=models.Q(cipher__isnull=False, destroyed_log=None) | models.Q(cipher=None, destroyed_log__isnull=False),
            )
        ]


class Leaf(models.Model):
    """A sealed row: its place in the tree, given by the one sealer."""

    seq = models.BigIntegerField(primary_key=True)
    row_id = models.UUIDField(unique=True)
    leaf_hash = models.BinaryField()
    algorithm = models.CharField(max_length=10)
    sm3_hash = models.BinaryField(null=True)

    class Meta:
        db_table = "audit_leaf"
        constraints = [
            models.CheckConstraint(
                name="leaf_has_the_digests_it_names",
                condition=models.Q(algorithm="sha256", sm3_hash=None) | models.Q(algorithm="sha256+sm3", sm3_hash__isnull=False),
            )
        ]


class Gap(models.Model):
    """One person acknowledges that rows which a witness remembers are lost; the log goes on when two persons have."""

    id = models.UUIDField(primary_key=True)
    start = models.BigIntegerField()
    size = models.BigIntegerField()
    root = models.BinaryField()
    person = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "audit_gap"
        constraints = [models.UniqueConstraint(fields=["start", "size", "root", "person"], name="person_acknowledges_a_gap_once")]


class Intent(models.Model):
    """The one batch that is about to be sealed: written down before any witness is told, so that whoever goes on after a cut tells them the same."""

    id = models.SmallIntegerField(primary_key=True)
    said = models.TextField()
    row_ids = models.TextField()

    class Meta:
        db_table = "audit_intent"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_batch_at_a_time")]


class Head(models.Model):
    """A signed tree head: after ``size`` rows the tree had this root. Times never go back."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    frontier = models.BinaryField()
    at = models.DateTimeField()
    key_id = models.CharField(max_length=40)
    signature = models.BinaryField()
    algorithm = models.CharField(max_length=10, db_default="sha256")
    # The second tree begins where an office switched SM3 on.
    sm3_start = models.BigIntegerField(null=True)
    sm3_root = models.BinaryField(null=True)
    sm3_frontier = models.BinaryField(null=True)
    # What a witness remembers and two people have acknowledged as lost.
    gap_start = models.BigIntegerField(null=True)
    gap_size = models.BigIntegerField(null=True)
    gap_root = models.BinaryField(null=True)

    class Meta:
        db_table = "audit_head"
        constraints = [
            models.CheckConstraint(
                name="head_has_the_trees_it_names",
                condition=models.Q(algorithm="sha256", sm3_start=None, sm3_root=None, sm3_frontier=None)
                | models.Q(algorithm="sha256+sm3", sm3_start__isnull=False, sm3_root__isnull=False, sm3_frontier__isnull=False),
            )
        ]
