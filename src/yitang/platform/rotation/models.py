"""Tables of rotation: a change of a key that one person asked for and another one confirms."""

from django.db import models


class Change(models.Model):
    """A key change (换钥申请). ``key``: the name for a new key, the id for one that is put away into ``folder``; ``made``: the new key's id."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=80, db_collation="C")
    folder = models.CharField(max_length=400)
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10)
    asked_account = models.UUIDField()
    asked_person = models.UUIDField()
    asked_at = models.DateTimeField()
    confirmed_account = models.UUIDField(null=True)
    confirmed_person = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    made = models.CharField(max_length=80, db_collation="C")

    class Meta:
        db_table = "rotation_change"
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["rotate", "retire"]), name="key_change_kind_is_known"),
            models.CheckConstraint(condition=models.Q(state__in=["waiting", "done", "lapsed"]), name="key_change_state_is_known"),
            models.CheckConstraint(condition=~models.Q(confirmed_person=models.F("asked_person")), name="a_key_change_needs_two_people"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "lapsed"], confirmed_person__isnull=True) | models.Q(state="done", confirmed_person__isnull=False),
                name="a_done_key_change_is_somebodys",
            ),
            models.UniqueConstraint(fields=["kind", "key"], condition=models.Q(state="waiting"), name="one_waiting_change_of_a_key"),
        ]
