"""Tables of disclosure: who has seen whom on which day, counted in the transaction that shows it."""

from django.db import models


class Day(models.Model):
    """The budget of a person of the staff at a post on a day. ``account_id``, ``office_id``: with which account and office it began."""

    id = models.UUIDField(primary_key=True)
    viewer_person = models.UUIDField()
    account_id = models.UUIDField()
    office_id = models.UUIDField(null=True)
    post = models.CharField(max_length=20, db_collation="C")
    on = models.DateField()
    seen = models.IntegerField()
    allowed = models.IntegerField()

    class Meta:
        db_table = "disclosure_day"
        constraints = [
            models.UniqueConstraint(fields=["viewer_person", "post", "on"], name="one_budget_for_person_post_and_day"),
            models.CheckConstraint(condition=models.Q(seen__lte=models.F("allowed")), name="a_budget_is_not_overspent"),
        ]
        indexes = [models.Index(fields=["office_id", "on"], name="disclosure_day_office")]


class Seen(models.Model):
    """One person whom somebody has seen on a day at a post."""

    id = models.BigAutoField(primary_key=True)
    day = models.ForeignKey(Day, models.PROTECT, related_name="+")
    person_id = models.UUIDField()

    class Meta:
        db_table = "disclosure_seen"
        constraints = [models.UniqueConstraint(fields=["day", "person_id"], name="a_person_is_counted_once_a_day")]
        indexes = [models.Index(fields=["person_id"], name="disclosure_seen_person")]


class Raise(models.Model):
    """A budget was raised for its day: by whom, by how much, why. Insert only."""

    id = models.UUIDField(primary_key=True)
    day = models.ForeignKey(Day, models.PROTECT, related_name="+")
    viewer_person = models.UUIDField()
    more = models.IntegerField()
    reason = models.CharField(max_length=200)
    by_account = models.UUIDField()
    by_person = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "disclosure_raise"
        constraints = [
            models.CheckConstraint(condition=~models.Q(viewer_person=models.F("by_person")), name="nobody_raises_his_own_budget"),
            models.CheckConstraint(condition=models.Q(more__gt=0), name="a_raise_adds_somebody"),
        ]
