"""Tables of privacy: versions as they were shown, and to whom."""

from django.db import models


class Notice(models.Model):
    """A version that was shown to somebody; insert only."""

    version = models.IntegerField(primary_key=True)
    digest = models.BinaryField()
    text = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        db_table = "privacy_notice"


class Shown(models.Model):
    """A version was shown to a session or on a device, where and when first; ``person_id`` once it is known who that was."""

    id = models.UUIDField(primary_key=True)
    notice = models.ForeignKey(Notice, models.PROTECT)
    session_id = models.UUIDField(null=True)
    device_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    place = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        db_table = "privacy_shown"
        constraints = [
            models.UniqueConstraint(fields=["notice", "session_id", "place"], name="a_session_is_shown_a_version_once"),
            models.UniqueConstraint(fields=["notice", "device_id", "place"], name="a_device_shows_a_version_once"),
            models.CheckConstraint(
                condition=models.Q(session_id__isnull=False, device_id__isnull=True) | models.Q(session_id__isnull=True, device_id__isnull=False),
                name="a_notice_is_shown_to_somebody",
            ),
            models.CheckConstraint(condition=models.Q(place__in=["sign_in", "precheck", "kiosk"]), name="a_notice_is_shown_at_a_known_place"),
        ]
        indexes = [models.Index(fields=["person_id"], name="privacy_shown_person")]
