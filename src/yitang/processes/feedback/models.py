"""Tables of feedback."""

from django.db import models


class Invitation(models.Model):
    """A visit that may be rated once, by its phone or at its window's second screen. ``wiped_at``: since when the phone is forgotten."""

    id = models.UUIDField(primary_key=True)
    ticket_id = models.UUIDField(unique=True)
    office_id = models.UUIDField()
    hall_id = models.UUIDField()
    window_id = models.UUIDField()
    session_id = models.UUIDField(null=True)
    account_id = models.UUIDField()
    opened_at = models.DateTimeField()
    wiped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "feedback_invitation"


class Rating(models.Model):
    """Five grades (好差评), 5 best. One for a visit; insert only."""

    id = models.UUIDField(primary_key=True)
    invitation = models.OneToOneField(Invitation, models.PROTECT)
    grade = models.SmallIntegerField()
    source = models.CharField(max_length=8)
    quick = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        db_table = "feedback_rating"
        constraints = [
            models.CheckConstraint(condition=models.Q(grade__gte=1, grade__lte=5), name="grade_is_1_to_5"),
            models.CheckConstraint(condition=models.Q(source__in=["screen", "citizen"]), name="a_rating_comes_from_the_citizen"),
        ]
