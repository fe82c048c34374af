"""The room of payments: bills, cash and code, waivers, refunds, receipts, the drawer of each window and its daily settlement."""

from django.apps import AppConfig


class Payments(AppConfig):
    """Bills and payments."""

    name = "yitang.processes.payments"
    label = "payments"
    access = "yitang.processes.payments.access:ACCESS"
    append_only = ("payments_payment", "payments_incoming", "payments_entry", "payments_settlement", "payments_printing", "payments_comparison")
