"""A provider's message over HTTP: believed by its signature, counted once, refused by name."""

import base64
import json
from typing import Any

import pytest
from django.test import Client

from yitang.processes.payments.public import Callback, Sandbox, ask_code
from yitang.processes.payments.tests.factories import unpaid


def body(said: Callback, **changed: object) -> dict[str, Any]:
    return {
        "provider": said.provider, "merchant": said.merchant, "order": str(said.order_id), "transaction": said.transaction, "fen": said.fen,
        "currency": said.currency, "paid_at": said.paid_at.isoformat(), "key_id": said.key_id, "signature": base64.b64encode(said.signature).decode(),
        **changed,
    }  # fmt: skip


def post(message: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer = Client(enforce_csrf_checks=True).post("/api/v1/payments/messages", json.dumps(message), content_type="application/json")
    return answer.status_code, answer.json()


def test_a_message_settles_once_and_a_forged_one_never(city: dict[str, Any]) -> None:
    desk = unpaid(city)
    said = Sandbox().pay(ask_code(desk["clerk"], desk["case"]).id)
    for changed in ({"fen": 1}, {"provider": "x"}, {"merchant": "x"}, {"signature": "no base64"}, {"signature": ""}, {"key_id": "sign-statement.1"}):
        status, found = post(body(said, **changed))
        assert (status, found["code"]) == (403, "callback_forged"), changed
    assert post(body(said)) == (200, {"outcome": "settled"})
    assert post(body(said)) == (200, {"outcome": "settled"})


@pytest.mark.parametrize("changed", [{"fen": -1}, {"fen": "x"}, {"order": "x"}, {"paid_at": "x"}, {"transaction": ""}, {"transaction": "x" * 65}])
def test_a_message_that_makes_no_sense_is_named_so(city: dict[str, Any], changed: dict[str, Any]) -> None:
    desk = unpaid(city)
    said = Sandbox().pay(ask_code(desk["clerk"], desk["case"]).id)
    assert post(body(said, **changed))[0] == 422
