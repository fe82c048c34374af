"""Tables of custody: what other installations left here, only added to."""

from django.db import models


class Peer(models.Model):
    """An installation whose log is kept here, admitted by a person."""

    id = models.UUIDField(primary_key=True)
    installation = models.CharField(max_length=40, db_collation="C")
    name = models.CharField(max_length=60)
    admitted_at = models.DateTimeField()
    admitted_by = models.UUIDField()

    class Meta:
        db_table = "custody_peer"
        constraints = [models.UniqueConstraint(fields=["installation"], name="installation_is_admitted_once")]


class Key(models.Model):
    """A public key of a peer: for its heads or for its requests."""

    peer = models.ForeignKey(Peer, models.PROTECT, db_index=False)
    key_id = models.CharField(max_length=60, db_collation="C")
    public = models.BinaryField()
    registered_at = models.DateTimeField()

    class Meta:
        db_table = "custody_key"
        constraints = [models.UniqueConstraint(fields=["peer", "key_id"], name="key_is_registered_once")]


class Restore(models.Model):
    """One person's word that this installation came back from a backup as it should; two open the office. ``backup``: when it was made."""

    id = models.UUIDField(primary_key=True)
    backup = models.CharField(max_length=60, db_collation="C")
    account = models.UUIDField()
    person = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "custody_restore"
        constraints = [models.UniqueConstraint(fields=["backup", "person"], name="person_confirms_a_restore_once")]


class Batch(models.Model):
    """One batch of a peer: it begins where another ended, and where it begins no other does."""

    peer = models.ForeignKey(Peer, models.PROTECT, db_index=False)
    start = models.BigIntegerField()
    size = models.BigIntegerField()
    gap = models.CharField(max_length=80, db_collation="C")
    said = models.TextField()
    frontier = models.BinaryField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "custody_batch"
        constraints = [
            # With a gap that two people acknowledged, which is signed, another one begins there.
            models.UniqueConstraint(fields=["peer", "start", "gap"], name="one_batch_begins_here"),
            models.CheckConstraint(condition=models.Q(size__gt=models.F("start"), start__gte=0), name="batch_adds_rows"),
        ]
