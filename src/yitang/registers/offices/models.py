"""Tables of the offices."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Office(models.Model):
    """A vehicle administration office: of the city, or of a county (R164 Art.2)."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=20, unique=True, db_collation="C")
    kind = models.CharField(max_length=10)
    parent = models.ForeignKey("self", models.PROTECT, null=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    address = models.CharField(max_length=200)
    phone = models.CharField(max_length=40)

    class Meta:
        db_table = "offices_office"
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=["city", "county"]), name="office_kind_is_known")]


class Hall(models.Model):
    """A hall of an office (大厅)."""

    id = models.UUIDField(primary_key=True)
    office = models.ForeignKey(Office, models.PROTECT)
    number = models.SmallIntegerField()
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    floor = models.CharField(max_length=40)

    class Meta:
        db_table = "offices_hall"
        constraints = [models.UniqueConstraint(fields=["office", "number"], name="hall_number_is_unique_in_the_office")]


class Window(models.Model):
    """A window of a hall (窗口)."""

    id = models.UUIDField(primary_key=True)
    hall = models.ForeignKey(Hall, models.PROTECT)
    number = models.SmallIntegerField()

    class Meta:
        db_table = "offices_window"
        constraints = [models.UniqueConstraint(fields=["hall", "number"], name="window_number_is_unique_in_the_hall")]


class Opening(models.Model):
    """Hours of one weekday from a day on; without a row, or by one without times, the hall is closed that day. Monday is 1."""

    id = models.BigAutoField(primary_key=True)
    hall = models.ForeignKey(Hall, models.PROTECT)
    weekday = models.SmallIntegerField()
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)
    effective_from = models.DateField()

    class Meta:
        db_table = "offices_opening"
        constraints = [
            models.UniqueConstraint(fields=["hall", "weekday", "effective_from"], name="one_hours_row_for_a_weekday"),
            models.CheckConstraint(condition=models.Q(weekday__gte=1, weekday__lte=7), name="weekday_is_1_to_7"),
            models.CheckConstraint(
                condition=models.Q(opens__isnull=True, closes__isnull=True) | models.Q(opens__lt=models.F("closes")), name="a_hall_opens_before_it_closes"
            ),
        ]


class SpecialDay(models.Model):
    """A day that is not what its weekday says: a holiday, or a working Saturday; for one hall or for all."""

    id = models.BigAutoField(primary_key=True)
    hall = models.ForeignKey(Hall, models.PROTECT, null=True)
    on = models.DateField()
    works = models.BooleanField()
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    verified = models.BooleanField()

    class Meta:
        db_table = "offices_special_day"
        constraints = [models.UniqueConstraint(fields=["hall", "on"], name="one_special_day_for_hall_and_date", nulls_distinct=False)]


class Plan(models.Model):
    """What a window takes from a day on. No skills listed = any business (一窗通办)."""

    id = models.BigAutoField(primary_key=True)
    window = models.ForeignKey(Window, models.PROTECT)
    effective_from = models.DateField()
    skills = ArrayField(models.CharField(max_length=20), null=True)

    class Meta:
        db_table = "offices_plan"
        constraints = [models.UniqueConstraint(fields=["window", "effective_from"], name="one_plan_for_window_and_day")]


class Display(models.Model):
    """A display of a hall; its letters are sized for the farthest seat."""

    id = models.UUIDField(primary_key=True)
    hall = models.ForeignKey(Hall, models.PROTECT)
    diagonal_inch = models.SmallIntegerField()
    farthest_seat_m = models.FloatField()

    class Meta:
        db_table = "offices_display"
