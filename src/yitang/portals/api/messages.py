"""Messages of payment providers. The signature says who speaks; a transaction counts once, so a message needs no key of its own."""

import base64
import binascii
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import ConfigDict

from yitang.portals.api.v1 import ANY, Refused
from yitang.processes.payments.public import Callback, CallbackForged, settle_callback

router = Router()


class PaymentMessage(Schema):
    """付款结果通知: fen, ISO time with zone (when the provider took the money, under its signature), signature in base64 over the fields."""

    model_config = ConfigDict(extra="forbid")

    provider: str = Field(max_length=20)
    merchant: str = Field(max_length=40)
    order: UUID
    transaction: str = Field(min_length=1, max_length=64)
    fen: int = Field(ge=0, le=10_000_000)
    currency: str = Field(max_length=3)
    paid_at: datetime
    key_id: str = Field(max_length=60)
    signature: str = Field(max_length=200)


class Booked(Schema):
    """What became of the money: settled, paid_already, cancelled or wrong_amount."""

    outcome: str


@router.post("messages", response={200: Booked, **ANY, 403: Refused, 409: Refused, 503: Refused}, auth=None)
def payment_message(request: HttpRequest, said: PaymentMessage) -> Booked:  # noqa: ARG001 - who speaks is told by the signature
    """A provider says that money came; told again, it has the same answer and no effect."""
    try:
        signature = base64.b64decode(said.signature, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise CallbackForged from fault
    found = Callback(said.provider, said.merchant, said.order, said.transaction, said.fen, said.currency, said.paid_at, said.key_id, signature)
    return Booked(outcome=settle_callback(found))
