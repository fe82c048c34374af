"""Tables of payments. Money in fen."""

from django.db import models


class Bill(models.Model):
    """What a case costs, from the catalogue; settled once, or void when its case is withdrawn or all that was paid goes back.

    ``waived_fen``: what a waiver takes off; ``held_at``: since when its case stands still.
    ``refunded_fen``: what two people have decided to give back, of what was paid.
    """

    id = models.UUIDField(primary_key=True)
    case_id = models.UUIDField(unique=True)
    office_id = models.UUIDField()
    fen = models.IntegerField()
    items = models.JSONField()
    settled_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=24, null=True, unique=True)
    opened_at = models.DateTimeField()
    void_at = models.DateTimeField(null=True)
    waived_fen = models.IntegerField(db_default=0)
    refunded_fen = models.IntegerField(db_default=0)
    held_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "payments_bill"
        constraints = [
            models.CheckConstraint(condition=models.Q(fen__gte=0), name="a_bill_is_not_negative"),
            models.CheckConstraint(
                condition=models.Q(void_at__isnull=True)
                | models.Q(settled_at__isnull=True)
                | (models.Q(refunded_fen__gt=0) & models.Q(refunded_fen=models.F("fen") - models.F("waived_fen"))),
                name="a_bill_is_not_settled_and_void",
            ),
            models.CheckConstraint(condition=models.Q(waived_fen__gte=0) & models.Q(waived_fen__lte=models.F("fen")), name="no_more_is_waived_than_is_due"),
            models.CheckConstraint(
                condition=models.Q(refunded_fen=0)
                | (models.Q(settled_at__isnull=False) & models.Q(refunded_fen__gt=0) & models.Q(refunded_fen__lte=models.F("fen") - models.F("waived_fen"))),
                name="no_more_goes_back_than_was_paid",
            ),
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
            models.CheckConstraint(condition=models.Q(method__in=["cash", "code", "none", "waived"]), name="payment_method_is_known"),
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


class Waiver(models.Model):
    """A waiver of a fee (减免): asked by one officer on evidence, decided by another. ``ground``: the ground as it stood when it was asked."""

    id = models.UUIDField(primary_key=True)
    bill = models.ForeignKey(Bill, models.PROTECT)
    office_id = models.UUIDField()
    case_number = models.CharField(max_length=24)
    window_id = models.UUIDField(null=True)
    ground = models.JSONField()
    evidence = models.CharField(max_length=200)
    fen = models.IntegerField()
    state = models.CharField(max_length=8)
    acceptor_person = models.UUIDField()
    asked_account = models.UUIDField()
    asked_person = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_account = models.UUIDField(null=True)
    decided_person = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=200, db_default="")

    class Meta:
        db_table = "payments_waiver"
        constraints = [
            models.UniqueConstraint(fields=["bill"], condition=models.Q(state__in=["asked", "granted"]), name="one_waiver_for_a_bill"),
            models.CheckConstraint(condition=models.Q(state__in=["asked", "granted", "refused", "dropped"]), name="waiver_state_is_known"),
            models.CheckConstraint(condition=models.Q(fen__gt=0), name="a_waiver_is_of_something"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["granted", "refused"])
                | (
                    models.Q(decided_person__isnull=False)
                    & ~models.Q(decided_person=models.F("asked_person"))
                    & ~models.Q(decided_person=models.F("acceptor_person"))
                ),
                name="a_waiver_is_of_two_people",
            ),
        ]
        indexes = [models.Index(fields=["office_id"], condition=models.Q(state="asked"), name="payments_waiver_asked")]


class Refund(models.Model):
    """Money that goes back (退费): asked by one officer, decided by another, paid from a drawer or by the provider.

    ``incoming``: set when it is money that settled nothing. ``whole``: all that was paid, after which the bill is void.
    """

    id = models.UUIDField(primary_key=True)
    bill = models.ForeignKey(Bill, models.PROTECT)
    incoming = models.ForeignKey(Incoming, models.PROTECT, null=True)
    office_id = models.UUIDField()
    case_number = models.CharField(max_length=24)
    applicant_id = models.UUIDField()
    method = models.CharField(max_length=4)
    provider = models.CharField(max_length=20)
    order_id = models.UUIDField(null=True)
    transaction = models.CharField(max_length=64)
    window_id = models.UUIDField(null=True)
    fen = models.IntegerField()
    whole = models.BooleanField()
    reason = models.JSONField()
    note = models.CharField(max_length=200)
    state = models.CharField(max_length=8)
    acceptor_person = models.UUIDField()
    asked_account = models.UUIDField()
    asked_person = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_account = models.UUIDField(null=True)
    decided_person = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=200, db_default="")
    tries = models.IntegerField(db_default=0)
    next_try_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=24, db_default="")
    back = models.CharField(max_length=64, db_default="")
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "payments_refund"
        constraints = [
            models.UniqueConstraint(
                fields=["bill"], condition=models.Q(state__in=["asked", "approved", "failed"], incoming__isnull=True), name="one_refund_of_a_bill_in_hand"
            ),
            models.UniqueConstraint(
                fields=["incoming"], condition=models.Q(state__in=["asked", "approved", "failed", "done"]), name="what_came_too_much_goes_back_once"
            ),
            models.CheckConstraint(condition=models.Q(state__in=["asked", "approved", "refused", "dropped", "failed", "done"]), name="refund_state_is_known"),
            models.CheckConstraint(condition=models.Q(method__in=["cash", "code"]), name="refund_method_is_known"),
            models.CheckConstraint(condition=models.Q(fen__gt=0), name="a_refund_is_of_something"),
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "dropped"])
                | (
                    models.Q(decided_person__isnull=False)
                    & ~models.Q(decided_person=models.F("asked_person"))
                    & ~models.Q(decided_person=models.F("acceptor_person"))
                ),
                name="a_refund_is_of_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["office_id"], condition=models.Q(state__in=["asked", "approved", "failed"]), name="payments_refund_open"),
            models.Index(fields=["bill"], name="payments_refund_bill"),
        ]


class SandboxRefund(models.Model):
    """What the provider of the demo keeps of money that went back."""

    refund_id = models.UUIDField(primary_key=True)
    order_id = models.UUIDField()
    fen = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "payments_sandbox_refund"


class Till(models.Model):
    """The money of one window on one day (窗口日账). ``last_n``: its last entry; ``given_fen``: what who hands the drawer over has counted."""

    id = models.UUIDField(primary_key=True)
    office_id = models.UUIDField()
    window_id = models.UUIDField()
    on = models.DateField()
    state = models.CharField(max_length=7)
    last_n = models.IntegerField(db_default=0)
    holder_account = models.UUIDField(null=True)
    given_fen = models.IntegerField(null=True)
    given_account = models.UUIDField(null=True)
    counted_fen = models.IntegerField(null=True)
    expected_fen = models.IntegerField(null=True)
    counted_account = models.UUIDField(null=True)
    counted_person = models.UUIDField(null=True)
    counted_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=24, db_default="")
    note = models.CharField(max_length=200, db_default="")

    class Meta:
        db_table = "payments_till"
        constraints = [
            models.UniqueConstraint(fields=["window_id", "on"], name="one_till_of_a_window_and_day"),
            models.CheckConstraint(condition=models.Q(state__in=["open", "counted", "closed"]), name="till_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(state="open") | (models.Q(counted_fen__isnull=False) & models.Q(expected_fen__isnull=False)),
                name="a_till_is_counted_before_it_is_closed",
            ),
        ]
        indexes = [models.Index(fields=["office_id", "on"], name="payments_till_day")]


class Entry(models.Model):
    """A line of a till, insert only, numbered without gap: money in and out, what was waived, counts, hand-over, corrections.

    ``fen``: what the line says; ``drawer_fen``: what it changes in the drawer.
    """

    id = models.UUIDField(primary_key=True)
    till = models.ForeignKey(Till, models.PROTECT)
    n = models.IntegerField()
    kind = models.CharField(max_length=10)
    fen = models.IntegerField()
    drawer_fen = models.IntegerField()
    receipt = models.CharField(max_length=24, db_default="")
    bill = models.ForeignKey(Bill, models.PROTECT, null=True)
    refund = models.ForeignKey(Refund, models.PROTECT, null=True)
    account_id = models.UUIDField(null=True)
    said = models.CharField(max_length=200, db_default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "payments_entry"
        constraints = [
            models.UniqueConstraint(fields=["till", "n"], name="entries_of_a_till_are_numbered"),
            models.UniqueConstraint(fields=["refund"], condition=models.Q(refund__isnull=False), name="a_refund_is_booked_once"),
            models.UniqueConstraint(fields=["bill", "kind"], condition=models.Q(kind__in=["cash", "code", "waived"]), name="a_bill_is_booked_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["float", "cash", "code", "waived", "cash_back", "code_back", "hand_over", "count", "correction"]),
                name="entry_kind_is_known",
            ),
        ]


class Settlement(models.Model):
    """A till that is closed (日结), insert only: what was counted, what should have been there, why not, who counted, who accepted."""

    id = models.UUIDField(primary_key=True)
    till = models.OneToOneField(Till, models.PROTECT)
    counted_fen = models.IntegerField()
    expected_fen = models.IntegerField()
    reason = models.CharField(max_length=24)
    note = models.CharField(max_length=200)
    counted_account = models.UUIDField()
    counted_person = models.UUIDField()
    accepted_account = models.UUIDField()
    accepted_person = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "payments_settlement"
        constraints = [
            models.CheckConstraint(condition=~models.Q(counted_person=models.F("accepted_person")), name="a_settlement_is_of_two_people"),
            models.CheckConstraint(condition=models.Q(counted_fen=models.F("expected_fen")) | ~models.Q(reason=""), name="a_difference_is_explained"),
        ]


class Difference(models.Model):
    """A line in which our books and the provider's statement of a day do not agree: open until they agree or it is explained."""

    id = models.UUIDField(primary_key=True)
    office_id = models.UUIDField()
    on = models.DateField()
    provider = models.CharField(max_length=20)
    order_id = models.UUIDField(null=True)
    transaction = models.CharField(max_length=64)
    direction = models.CharField(max_length=3)
    kind = models.CharField(max_length=13)
    here_fen = models.IntegerField(null=True)
    there_fen = models.IntegerField(null=True)
    state = models.CharField(max_length=9)
    found_at = models.DateTimeField()
    reason = models.CharField(max_length=24, db_default="")
    note = models.CharField(max_length=200, db_default="")
    explained_account = models.UUIDField(null=True)
    explained_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "payments_difference"
        constraints = [
            models.UniqueConstraint(fields=["provider", "transaction", "direction", "on"], name="a_difference_is_listed_once"),
            models.CheckConstraint(condition=models.Q(kind__in=["missing_here", "missing_there", "other_amount"]), name="difference_kind_is_known"),
            models.CheckConstraint(condition=models.Q(direction__in=["in", "out"]), name="difference_direction_is_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "gone"]) | (models.Q(state="explained") & ~models.Q(reason="")), name="difference_state_is_known"
            ),
        ]
        indexes = [models.Index(fields=["office_id", "on"], name="payments_difference_day")]


class Printing(models.Model):
    """A receipt that was printed, insert only; the first is the original, each later one a copy."""

    id = models.UUIDField(primary_key=True)
    bill = models.ForeignKey(Bill, models.PROTECT)
    n = models.IntegerField()
    account_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "payments_printing"
        constraints = [models.UniqueConstraint(fields=["bill", "n"], name="printings_of_a_receipt_are_numbered")]


class Comparison(models.Model):
    """That the books of a day were held against a provider's statement, insert only: how many lines, how many of them unlike."""

    id = models.UUIDField(primary_key=True)
    office_id = models.UUIDField()
    on = models.DateField()
    provider = models.CharField(max_length=20)
    lines = models.IntegerField()
    unlike = models.IntegerField()
    account_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "payments_comparison"
        indexes = [models.Index(fields=["office_id", "on"], name="payments_comparison_day")]
