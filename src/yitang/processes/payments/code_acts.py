"""Payment by code (扫码): asking for one, taking it back, and believing a provider's message."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction as django_transaction

from yitang.kernel import clock
from yitang.kernel.money import yuan
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act, record_refusal
from yitang.platform.database.public import execute, new_id, row
from yitang.platform.identity.public import Place, allow, may
from yitang.platform.keys.public import installation
from yitang.platform.live.public import Event
from yitang.platform.policy.public import value
from yitang.processes.payments.access import ASK_CODE, CANCEL_CODE
from yitang.processes.payments.booking import Booked, book_code
from yitang.processes.payments.domain import CURRENCY, SETTLED, Callback, becomes
from yitang.processes.payments.errors import AmountChanged, CallbackForged, CallbackUnconfirmed, MoneyNotReturned, NoBill, NoOpenCode
from yitang.processes.payments.gateway import PROVIDERS, provider, provider_named
from yitang.processes.payments.operations import Money, due, locked_bill, open_to_money, settle

SETTLE = "payments.settle_code"


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A pay code that is open: what its QR says, how much (fen), until when."""

    id: UUID
    qr: str
    fen: int
    opened_at: datetime
    until_at: datetime


OPEN = "SELECT id, qr, fen, opened_at, until_at FROM payments_order WHERE state = 'open' AND until_at > %s AND "


def order_of(bill_id: UUID) -> OrderRow | None:
    """The pay code of a bill, while it can be paid; the caller has loaded the case for its viewer."""
    found = row(f"{OPEN} bill_id = %s", [clock.now(), bill_id])
    return OrderRow(**found) if found else None


def ask_code(viewer: Viewer, case_id: UUID) -> OrderRow:
    """A pay code for a bill (扫码收款), shown on the second screen; asked twice, also at once, it is the same one.

    The provider is asked before anything is locked, so that a slow one holds up nobody else; an order that came second is taken back there.

    Raises: NoBill, BillSettledAlready, BillVoid, BillHeld, ProviderSilent, AmountChanged, PostMayNot, NotYours.
    """
    allow(viewer, ASK_CODE)
    bill = row("SELECT id, office_id, fen, waived_fen, settled_at, void_at, held_at FROM payments_bill WHERE case_id = %s", [case_id])
    if bill is None:
        raise NoBill
    may(viewer, ASK_CODE, Place((bill["office_id"],)))
    open_to_money(bill)
    found = order_of(bill["id"])
    if found:
        return found
    order_id, until, asked = new_id(), clock.now() + timedelta(seconds=value("payments.code_lives_s")), provider()
    fen = due(bill)
    qr = asked.place(order_id, fen, until)
    with act(viewer, ASK_CODE) as this:
        bill = locked_bill(case_id)
        may(viewer, ASK_CODE, Place((bill["office_id"],)))
        open_to_money(bill)
        first = order_of(bill["id"])
        if first:
            django_transaction.on_commit(lambda: asked.cancel(order_id), robust=True)
            this.on("order", first.id)
            return first
        if due(bill) != fen:  # waived in between; nobody has seen the code of the old amount, and it runs out by itself
            raise AmountChanged(due=yuan(due(bill)))
        close_code(this, bill["id"])
        execute(
            "INSERT INTO payments_order (id, bill_id, provider, qr, fen, state, window_id, account_id, opened_at, until_at) "
            "VALUES (%s, %s, %s, %s, %s, 'open', %s, %s, %s, %s)",
            [order_id, bill["id"], asked.name, qr, fen, viewer.window_id, viewer.account_id, this.at, until],
        )
        this.on("order", order_id)
        this.note({"fen": fen, "case": case_id})
        _tell(this, viewer.window_id, "code")
    return OrderRow(order_id, qr, fen, this.at, until)


def cancel_code(viewer: Viewer, case_id: UUID) -> None:
    """Take the pay code back (取消扫码). Money that is on its way is kept by name and goes back.

    Raises: NoBill, NoOpenCode, PostMayNot, NotYours.
    """
    allow(viewer, CANCEL_CODE)
    with act(viewer, CANCEL_CODE) as this:
        bill = locked_bill(case_id)
        may(viewer, CANCEL_CODE, Place((bill["office_id"],)))
        if not close_code(this, bill["id"]):
            raise NoOpenCode
        this.on("bill", bill["id"])


def close_code(this: Act, bill_id: UUID) -> bool:
    """Cancel the open code of a locked bill, in the caller's act; the provider hears of it after the commit. Returns: was there one."""
    found = row("UPDATE payments_order SET state = 'cancelled', closed_at = %s WHERE bill_id = %s AND state = 'open' RETURNING *", [this.at, bill_id])
    if found is None:
        return False
    # Whether the provider hears it or not: what it still takes is recorded as an overpayment.
    django_transaction.on_commit(lambda: provider_named(found["provider"]).cancel(found["id"]), robust=True)
    _tell(this, found["window_id"], "code_over")
    return True


def void_bill(this: Act, case_id: UUID) -> None:
    """The bill of a case that is withdrawn, in the caller's act: an open code is taken back, and nothing is taken any more.

    A bill of nothing stays settled. Money that is on its way by code is kept by name and goes back.

    Raises: NoBill, MoneyNotReturned.
    """
    bill = locked_bill(case_id)
    left = due(bill) - bill["refunded_fen"]
    if bill["settled_at"] and left:
        raise MoneyNotReturned(yuan=yuan(left))
    close_code(this, bill["id"])
    if not bill["settled_at"]:
        execute("UPDATE payments_bill SET void_at = %s WHERE id = %s", [this.at, bill["id"]])


def _tell(this: Act, window_id: UUID | None, step: str) -> None:
    if window_id:
        this.tell(Event(f"window:{window_id}", "case", {"step": step}))


def settle_callback(said: Callback) -> str:
    """A provider's message that money came (付款结果通知). It is a hint: signature, merchant and currency are checked, then the
    provider is asked, and its answer decides. A transaction counts once, however often and however late it is told.

    Returns: what became of the money, a word of ``domain.WORDS``.
    Raises: CallbackForged, CallbackUnconfirmed, ProviderSilent.
    """
    asked = PROVIDERS.get(said.provider)
    if asked is None or not asked.authentic(said) or said.merchant != installation() or said.currency != CURRENCY:
        record_refusal(Viewer.system(), SETTLE, CallbackForged(), "order", said.order_id)
        raise CallbackForged
    truth = asked.ask(said.order_id)
    found = row("SELECT b.case_id FROM payments_order o JOIN payments_bill b ON b.id = o.bill_id WHERE o.id = %s", [said.order_id])
    if truth is None or truth.facts() != said.facts() or found is None:
        record_refusal(Viewer.system(), SETTLE, CallbackUnconfirmed(), "order", said.order_id)
        raise CallbackUnconfirmed
    with act(Viewer.system(), SETTLE) as this:
        # Everybody locks the bill first: cash, a cancellation and a second message wait here and then see what was done.
        bill = locked_bill(found["case_id"])
        this.on("order", truth.order_id)
        known = row("SELECT outcome FROM payments_incoming WHERE provider = %s AND transaction = %s", [truth.provider, truth.transaction])
        outcome = str(known["outcome"]) if known else _book(this, bill, truth)
        this.note({"transaction": truth.transaction, "fen": truth.fen, "outcome": outcome, "again": bool(known)})
    return outcome


def _book(this: Act, bill: dict[str, Any], truth: Callback) -> str:
    """Write the transaction and what became of it, for a locked bill."""
    order = row("SELECT state, window_id FROM payments_order WHERE id = %s", [truth.order_id])
    assert order is not None
    outcome = becomes(due(bill), bill["settled_at"] is not None, order["state"], truth.fen)
    execute(
        "INSERT INTO payments_incoming (id, order_id, office_id, provider, transaction, fen, outcome, paid_at, at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [new_id(), truth.order_id, bill["office_id"], truth.provider, truth.transaction, truth.fen, outcome, truth.paid_at, this.at],
    )
    if outcome == SETTLED:
        execute("UPDATE payments_order SET state = 'paid', closed_at = %s WHERE id = %s", [this.at, truth.order_id])
        receipt = settle(this, bill, Money("code", truth.provider, truth.transaction, truth.fen))
        book_code(this, bill["office_id"], order["window_id"], Booked("code", truth.fen, 0, receipt, bill["id"]))
        _tell(this, order["window_id"], "paid")
    elif order["state"] == "open":
        close_code(this, bill["id"])
    return outcome
