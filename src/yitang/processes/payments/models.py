"""Tables of payments. Money in fen."""

from django.db import models


class Bill(models.Model):
    """What a case costs, from the catalogue; settled once, or void when its case is withdrawn; ``held_at``: since when its case stands still."""

    id = models.UUIDField(primary_key=True)
    case_id = models.UUIDField(unique=True)
    office_id = models.UUIDField()
    fen = models.IntegerField()
    items = models.JSONField()
    settled_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=24, null=True, unique=True)
    opened_at = models.DateTimeField()
    void_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "payments_bill"
        constraints = [
            models.CheckConstraint(condition=models.Q(fen__gte=0), name="a_bill_is_not_negative"),
            models.CheckConstraint(condition=models.Q(void_at__isnull=True) | models.Q(settled_at__isnull=True), name="a_bill_is_not_settled_and_void"),
            models.CheckConstraint(condition=models.Q(held_at__isnull=True) | models.Q(settled_at__isnull=True), name="a_held_bill_takes_no_money"),
        ]


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


class Order(models.Model):
    """A pay code (付款码) for a bill: at most one is open. ``until_at``: after that the provider takes no more money."""

    id = models.UUIDField(primary_key=True)
    bill = models.ForeignKey(Bill, models.PROTECT)
    provider = models.CharField(max_length=20)
    qr = models.CharField(max_length=200)
    fen = models.IntegerField()
    state = models.CharField(max_length=9)
    window_id = models.UUIDField(null=True)
    account_id = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    until_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "payments_order"
        constraints = [
            models.UniqueConstraint(fields=["bill"], condition=models.Q(state="open"), name="one_open_code_for_a_bill"),
            models.CheckConstraint(condition=models.Q(state__in=["open", "paid", "cancelled"]), name="order_state_is_known"),
        ]
        indexes = [models.Index(fields=["window_id"], condition=models.Q(state="open"), name="payments_order_window")]


class Incoming(models.Model):
    """Each transaction of a provider that was confirmed, once, and what became of it. What did not settle a bill goes back."""

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(Order, models.PROTECT)
    office_id = models.UUIDField()
    provider = models.CharField(max_length=20)
    transaction = models.CharField(max_length=64)
    fen = models.IntegerField()
    outcome = models.CharField(max_length=12)
    paid_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        db_table = "payments_incoming"
        constraints = [
            models.UniqueConstraint(fields=["provider", "transaction"], name="incoming_transaction_counts_once"),
            models.CheckConstraint(condition=models.Q(outcome__in=["settled", "paid_already", "cancelled", "wrong_amount"]), name="incoming_outcome_is_known"),
        ]
        indexes = [models.Index(fields=["office_id"], condition=~models.Q(outcome="settled"), name="payments_overpaid")]


class SandboxOrder(models.Model):
    """What the provider of the demo keeps; another provider keeps its own elsewhere."""

    order_id = models.UUIDField(primary_key=True)
    token = models.CharField(max_length=40, unique=True)
    fen = models.IntegerField()
    until_at = models.DateTimeField()
    cancelled = models.BooleanField(db_default=False)
    transaction = models.CharField(max_length=64, null=True, unique=True)
    paid_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "payments_sandbox_order"
