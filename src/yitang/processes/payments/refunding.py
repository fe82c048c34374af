"""How an approved refund ends: cash leaves a drawer, money by code goes back at the provider, who is asked until he says done or no."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.money import yuan
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import execute, row, rows
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.platform.notices.public import send
from yitang.platform.policy.public import value
from yitang.processes.payments.access import PAY_OUT, TURN
from yitang.processes.payments.booking import Booked, book, book_code, cash_till, drawer_holds
from yitang.processes.payments.domain import RefundSaid, pause_s
from yitang.processes.payments.errors import DrawerShort, NotInCash, ProviderSilent, TwoPeopleNeeded
from yitang.processes.payments.gateway import provider_named
from yitang.processes.payments.refunds import locked_refund
from yitang.registers.people.public import own_persons, phone_for_notice

CHASE = "payments.chase_refund"


def pay_out(viewer: Viewer, refund_id: UUID) -> None:
    """An approved refund in cash leaves the drawer of the viewer's window (退现金); it is done with that.

    Raises: NotWaitingAnyMore, NotInCash, TwoPeopleNeeded, DrawerShort, TillCounted, EarlierDayOpen, DrawerHeldByAnother, PostMayNot, NotYours.
    """
    allow(viewer, PAY_OUT)
    with act(viewer, PAY_OUT) as this:
        found, _ = _locked(viewer, PAY_OUT, refund_id, "finish")
        if found["method"] != "cash":
            raise NotInCash
        if viewer.person_id and found["decided_person"] in own_persons(viewer.person_id):
            raise TwoPeopleNeeded
        till = cash_till(this, found["office_id"])
        if drawer_holds(till["id"]) < found["fen"]:
            raise DrawerShort
        book(this, till, Booked("cash_back", found["fen"], -found["fen"], bill_id=found["bill_id"], refund_id=refund_id))
        _finish(this, found, str(this.id))


def turn_into_cash(viewer: Viewer, refund_id: UUID) -> None:
    """What the provider cannot return is paid in cash at a window (改退现金), by decision of a person who did not ask for it.

    Raises: NotWaitingAnyMore, TwoPeopleNeeded, PostMayNot, NotYours.
    """
    allow(viewer, TURN)
    with act(viewer, TURN) as this:
        found, to = _locked(viewer, TURN, refund_id, "turn")
        if viewer.person_id and found["asked_person"] in own_persons(viewer.person_id):
            raise TwoPeopleNeeded
        execute("UPDATE payments_refund SET state = %s, method = 'cash', next_try_at = NULL WHERE id = %s", [to, refund_id])
        this.on("refund", refund_id)


def _locked(viewer: Viewer, what: str, refund_id: UUID, step: str) -> tuple[dict[str, Any], str]:
    known = row("SELECT office_id FROM payments_refund WHERE id = %s", [refund_id])
    if known is None:
        raise NotYours
    may(viewer, what, Place((known["office_id"],)))
    return locked_refund(refund_id, step)


def _finish(this: Act, found: dict[str, Any], back: str) -> None:
    execute("UPDATE payments_refund SET state = 'done', done_at = %s, back = %s, fault = '', next_try_at = NULL WHERE id = %s", [this.at, back, found["id"]])
    this.on("refund", found["id"])
    this.note({"fen": found["fen"], "back": back})
    applicant, said = found["applicant_id"], {"number": found["case_number"], "yuan": yuan(found["fen"])}
    send(this, applicant, phone_for_notice(applicant), f"refunded_{found['method']}", said, f"refunded:{found['id']}")


def chase_refund(refund_id: UUID) -> str:
    """Ask the provider once about an approved refund by code, under the refund's own id, so that asking again never returns the money twice. What he says
    decides; silence and an amount that is not ours are kept by name, and he is asked again. Not inside a transaction.

    Returns: the state of the refund afterwards.
    """
    found = row("SELECT id, provider, order_id, transaction, fen, state, method FROM payments_refund WHERE id = %s", [refund_id])
    if found is None or found["state"] != "approved" or found["method"] != "code":
        return str(found["state"]) if found else ""
    fault, said = "", None
    try:
        said = provider_named(found["provider"]).refund(refund_id, found["order_id"], found["transaction"], found["fen"])
    except ProviderSilent:
        fault = "silent"
    if said and said.state != "refused" and said.fen != found["fen"]:
        fault = "other_amount"
    elif said and said.state == "pending":
        fault = "pending"
    return _write_answer(refund_id, said, fault)


def _write_answer(refund_id: UUID, said: RefundSaid | None, fault: str) -> str:
    with act(Viewer.system(), CHASE) as this:
        this.on("refund", refund_id)
        found = row("SELECT * FROM payments_refund WHERE id = %s FOR UPDATE", [refund_id])
        if found is None or found["state"] != "approved" or found["method"] != "code":
            return str(found["state"]) if found else ""  # another worker has written the same answer
        if fault or said is None:
            tries = found["tries"] + 1
            wait = timedelta(seconds=pause_s(tries, value("payments.refund_first_s"), value("payments.refund_most_s")))
            execute("UPDATE payments_refund SET tries = %s, fault = %s, next_try_at = %s WHERE id = %s", [tries, fault, this.at + wait, refund_id])
            this.note({"fault": fault, "tries": tries})
            return "approved"
        if said.state == "refused":
            _, to = locked_refund(refund_id, "fail")
            execute("UPDATE payments_refund SET state = %s, fault = 'refused', next_try_at = NULL WHERE id = %s", [to, refund_id])
            this.note({"fault": "refused"})
            return to
        book_code(this, found["office_id"], found["window_id"], Booked("code_back", found["fen"], 0, bill_id=found["bill_id"], refund_id=refund_id))
        _finish(this, found, said.back)
        return "done"


def chase_due(most: int = 50) -> int:
    """Ask about every refund that is due. Returns: how many were asked about."""
    found = rows(
        "SELECT id FROM payments_refund WHERE state = 'approved' AND method = 'code' AND next_try_at <= %s ORDER BY next_try_at LIMIT %s", [clock.now(), most]
    )
    for one in found:
        chase_refund(one["id"])
    return len(found)
