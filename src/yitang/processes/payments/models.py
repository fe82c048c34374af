"""Tables of payments. Money in fen."""

from django.db import models


class Bill(models.Model):
    """What a case costs, from the catalogue; settled once."""

    id = models.UUIDField(primary_key=True)
    case_id = models.UUIDField(unique=True)
    office_id = models.UUIDField()
    fen = models.IntegerField()
    items = models.JSONField()
    settled_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=24, null=True, unique=True)
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "payments_bill"
        constraints = [models.CheckConstraint(condition=models.Q(fen__gte=0), name="a_bill_is_not_negative")]


class Payment(models.Model):
    """Money that came in. One settles a bill; a provider's transaction counts once."""

    id = models.UUIDField(primary_key=True)
    bill = models.OneToOneField(Bill, models.PROTECT)
    method = models.CharField(max_length=6)
    provider = models.CharField(max_length=20)
    transaction = models.CharField(max_length=64)
    fen = models.IntegerField()
    account_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "payments_payment"
        constraints = [
            models.UniqueConstraint(fields=["provider", "transaction"], name="provider_transaction_counts_once"),
            models.CheckConstraint(condition=models.Q(method__in=["cash", "code", "none"]), name="payment_method_is_known"),
        ]


class ReceiptCounter(models.Model):
    """The last receipt number of an office and year."""

    id = models.BigAutoField(primary_key=True)
    office_id = models.UUIDField()
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        db_table = "payments_receipt_counter"
        constraints = [models.UniqueConstraint(fields=["office_id", "year"], name="one_receipt_counter_for_office_and_year")]
