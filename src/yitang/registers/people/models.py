"""Tables of people. Numbers lie encrypted, with the key's id in each value; a keyed digest finds them.

Peppers of odd and of even number have an index column each, so that a new one is filled while the old one still finds and guards
(``platform/rotation``); usually one of the two is empty.
"""

from django.db import models


class Person(models.Model):
    """A natural person or an organisation."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    known_at = models.DateTimeField()

    class Meta:
        db_table = "people_person"
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=["natural", "organisation"]), name="person_kind_is_known")]


class Document(models.Model):
    """An identity document of a person, true from a day to a day: a person has several over time."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT)
    kind = models.CharField(max_length=12)
    number_cipher = models.BinaryField()
    number_index = models.BinaryField(null=True)
    number_index_even = models.BinaryField(null=True)
    last4 = models.CharField(max_length=4)
    true_from = models.DateField()
    true_to = models.DateField(null=True)
    known_at = models.DateTimeField()
    act_id = models.UUIDField()

    class Meta:
        db_table = "people_document"
        constraints = [
            models.UniqueConstraint(fields=["kind", "number_index"], condition=models.Q(true_to__isnull=True), name="one_holder_of_a_current_number"),
            models.UniqueConstraint(fields=["kind", "number_index_even"], condition=models.Q(true_to__isnull=True), name="one_holder_of_a_current_number_even"),
            models.CheckConstraint(condition=models.Q(number_index__isnull=False) | models.Q(number_index_even__isnull=False), name="a_number_can_be_found"),
            models.CheckConstraint(condition=models.Q(kind__in=["id18", "id15", "credit_code", "officer_card"]), name="document_kind_is_known"),
        ]
        indexes = [
            models.Index(fields=["number_index"], name="people_document_index"),
            models.Index(fields=["number_index_even"], name="people_document_index_even"),
        ]


class Phone(models.Model):
    """The registered phone of a person."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT)
    number_cipher = models.BinaryField()
    number_index = models.BinaryField(null=True)
    number_index_even = models.BinaryField(null=True)
    masked = models.CharField(max_length=20)
    true_from = models.DateField()
    true_to = models.DateField(null=True)
    known_at = models.DateTimeField()

    class Meta:
        db_table = "people_phone"
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(true_to__isnull=True), name="one_current_phone_of_a_person"),
            models.CheckConstraint(
                condition=models.Q(number_index__isnull=False) | models.Q(number_index_even__isnull=False), name="a_phone_number_can_be_found"
            ),
        ]


class Match(models.Model):
    """Two persons of the register are one, proved by evidence: the man with two ID numbers."""

    id = models.UUIDField(primary_key=True)
    kept = models.ForeignKey(Person, models.PROTECT, related_name="+")
    other = models.OneToOneField(Person, models.PROTECT, related_name="+")
    evidence = models.CharField(max_length=200)
    act_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "people_match"
        constraints = [models.CheckConstraint(condition=~models.Q(kept=models.F("other")), name="nobody_is_matched_with_himself")]


class Change(models.Model):
    """A new name, number or phone of a person, proposed by a case; ``true_from`` and the former name once it is made. All of it encrypted."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT)
    name_cipher = models.BinaryField(null=True)
    number_cipher = models.BinaryField(null=True)
    phone_cipher = models.BinaryField(null=True)
    former_cipher = models.BinaryField(null=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.UUIDField()
    true_from = models.DateField(null=True)
    made_by = models.UUIDField(null=True)

    class Meta:
        db_table = "people_change"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(name_cipher__isnull=False) | models.Q(number_cipher__isnull=False) | models.Q(phone_cipher__isnull=False),
                name="a_change_changes_something",
            ),
            models.CheckConstraint(
                condition=models.Q(true_from__isnull=True, made_by__isnull=True) | models.Q(true_from__isnull=False, made_by__isnull=False),
                name="a_change_is_made_by_an_act",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="people_change_person")]


class Miss(models.Model):
    """A search that found nobody; too many in an hour stop the searcher (X25)."""

    id = models.BigAutoField(primary_key=True)
    account_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "people_miss"
        indexes = [models.Index(fields=["account_id", "at"], name="people_miss_account")]
