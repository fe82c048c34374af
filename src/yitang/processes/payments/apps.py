"""The room of payments: bills from the catalogue, cash and code at the window, receipts."""

from django.apps import AppConfig


class Payments(AppConfig):
    """Bills and payments."""

    name = "yitang.processes.payments"
    label = "payments"
    access = "yitang.processes.payments.access:ACCESS"
    append_only = ("payments_payment", "payments_incoming")
