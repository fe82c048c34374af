"""Refunds (退费) as the act of a case writes them; who may, the room of cases asks (``cases/money_acts.py``). How they end: ``refunding.py``."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from yitang.kernel.money import yuan
from yitang.kernel.text import clean
from yitang.platform.audit.public import Act
from yitang.platform.database.public import execute, new_id, row, rows
from yitang.platform.jobs.public import enqueue
from yitang.processes.payments.choices import Choice, choice, words
from yitang.processes.payments.domain import REFUNDS, STATE_WORDS
from yitang.processes.payments.errors import AskedAlready, MoreThanPaid, NothingPaid, NotWaitingAnyMore, PartOnly, WholeOnly, WordsNeeded
from yitang.processes.payments.operations import Whose, due, locked_bill

TOO_MUCH = Choice("too_much", "多付，没有入账", "Paid too much, settled nothing", "the provider's own word", "A", after_issue=True)


@dataclass(frozen=True, slots=True)
class RefundRow:
    """A refund: how much (fen), how, why; who asked, who decided; where it stands with the provider."""

    id: UUID
    case_id: UUID
    case_number: str
    office_id: UUID
    applicant_id: UUID
    method: str
    fen: int
    paid_fen: int
    receipt: str
    whole: bool
    reason: Choice
    note: str
    state: str
    asked_account: UUID
    asked_person: UUID
    asked_at: datetime
    decided_account: UUID | None
    decided_at: datetime | None
    said: str
    tries: int
    next_try_at: datetime | None
    fault: str
    done_at: datetime | None
    incoming_id: UUID | None

    @property
    def words(self) -> tuple[str, str]:
        """The state in Chinese and English; cash that nobody has fetched yet waits at a window."""
        if self.state == "approved" and self.method == "cash":
            return "已批，到窗口领现金", "Approved, cash at a window"
        return STATE_WORDS[self.state]


COLUMNS = (
    "r.id, b.case_id, r.case_number, r.office_id, r.applicant_id, r.method, r.fen, coalesce(i.fen, b.fen - b.waived_fen) AS paid_fen, "
    "coalesce(b.receipt, '') AS receipt, "
    "r.whole, r.reason, r.note, r.state, r.asked_account, r.asked_person, r.asked_at, r.decided_account, r.decided_at, r.said, r.tries, "
    "r.next_try_at, r.fault, r.done_at, r.incoming_id"
)
FROM = "FROM payments_refund r JOIN payments_bill b ON b.id = r.bill_id LEFT JOIN payments_incoming i ON i.id = r.incoming_id"


def as_row(found: dict[str, Any]) -> RefundRow:
    """A refund as it was read with ``COLUMNS``."""
    return RefundRow(**{**found, "reason": words(found["reason"])})


def refunds_of(case_id: UUID) -> list[RefundRow]:
    """The refunds of a case, the newest first; the caller has loaded the case for its viewer."""
    return [as_row(r) for r in rows(f"SELECT {COLUMNS} {FROM} WHERE b.case_id = %s ORDER BY r.asked_at DESC", [case_id])]


def refund_row(refund_id: UUID) -> RefundRow | None:
    """A refund for one who then loads its case for his viewer."""
    found = row(f"SELECT {COLUMNS} {FROM} WHERE r.id = %s", [refund_id])
    return as_row(found) if found else None


def _insert(this: Act, bill: dict[str, Any], facts: dict[str, Any]) -> UUID:
    refund_id = new_id()
    known = {
        "id": refund_id, "bill_id": bill["id"], "office_id": bill["office_id"], "window_id": this.viewer.window_id, "state": "asked",
        "asked_account": this.viewer.account_id, "asked_person": this.viewer.person_id, "asked_at": this.at, **facts,
    }  # fmt: skip
    known["reason"] = json.dumps(asdict(known["reason"]), ensure_ascii=False)
    try:
        execute(f"INSERT INTO payments_refund ({', '.join(known)}) VALUES ({', '.join(['%s'] * len(known))})", list(known.values()))
    except IntegrityError as fault:
        if "one_refund_of_a_bill_in_hand" in str(fault) or "what_came_too_much_goes_back_once" in str(fault):
            raise AskedAlready from fault
        raise
    return refund_id


def write_refund(this: Act, whose: Whose, reason: str, fen: int, note: str) -> UUID:
    """Ask that so many fen of what was paid go back, in the caller's act. Returns: its id.

    Raises: ChoiceUnknown, WordsNeeded, NoBill, NothingPaid, MoreThanPaid, WholeOnly, PartOnly, AskedAlready.
    """
    why, said, bill = choice("payments.refunds", reason), clean(note), locked_bill(whose.case_id)
    paid = row("SELECT method, provider, transaction FROM payments_payment WHERE bill_id = %s AND fen > 0", [bill["id"]])
    left = due(bill) - bill["refunded_fen"]
    if paid is None or left == 0:
        raise NothingPaid
    fits(why, fen, left)
    if len(said) < 2:
        raise WordsNeeded(name_zh="说明", name_en="explanation")
    order = row("SELECT id FROM payments_order WHERE bill_id = %s AND state = 'paid'", [bill["id"]]) if paid["method"] == "code" else None
    this.note({"reason": reason, "fen": fen, "note": said})
    return _insert(
        this, bill,
        {
            "case_number": whose.number, "applicant_id": whose.applicant_id, "acceptor_person": whose.acceptor_person, "method": paid["method"],
            "provider": paid["provider"], "order_id": order["id"] if order else None, "transaction": paid["transaction"], "fen": fen, "whole": why.whole,
            "reason": why, "note": said,
        },
    )  # fmt: skip


def fits(why: Choice, fen: int, left_fen: int) -> None:
    """Whether an amount may go back for this reason, of so many fen that are left.

    Raises: MoreThanPaid, WholeOnly, PartOnly.
    """
    if not 0 < fen <= left_fen:
        raise MoreThanPaid(most=yuan(left_fen), given=yuan(fen))
    if why.whole and fen != left_fen:
        raise WholeOnly(most=yuan(left_fen))
    if not why.whole and fen == left_fen:
        raise PartOnly(most=yuan(left_fen))


def write_overpaid(this: Act, whose: Whose, incoming: dict[str, Any]) -> UUID:
    """Ask that money that settled nothing goes back the way it came, in the caller's act. ``incoming``: its row. Returns: the refund's id.

    Raises: AskedAlready.
    """
    bill = locked_bill(whose.case_id)
    this.note({"incoming": incoming["id"], "fen": incoming["fen"]})
    return _insert(
        this, bill,
        {
            "incoming_id": incoming["id"],
            "window_id": incoming["window_id"], "case_number": whose.number, "applicant_id": whose.applicant_id, "acceptor_person": whose.acceptor_person,
            "method": "code", "provider": incoming["provider"], "order_id": incoming["order_id"], "transaction": incoming["transaction"],
            "fen": incoming["fen"], "whole": False, "reason": TOO_MUCH, "note": "",
        },
    )  # fmt: skip


def locked_refund(refund_id: UUID, what: str) -> tuple[dict[str, Any], str]:
    """A refund locked for an act, after its case and bill. Returns: its row, and the state that the act leads to.

    Raises: NotWaitingAnyMore.
    """
    found = row("SELECT * FROM payments_refund WHERE id = %s FOR UPDATE", [refund_id])
    assert found is not None
    to = REFUNDS.get((found["state"], what))
    if to is None:
        zh, en = STATE_WORDS[found["state"]]
        raise NotWaitingAnyMore(state_zh=zh, state_en=en)
    return found, to


def decide_on_refund(this: Act, case_id: UUID, refund_id: UUID, approve: bool, said: str) -> dict[str, Any]:
    """Approve it or refuse it, in the caller's act. What is approved is taken off what may still go back; when that is all that was paid, the bill and its
    receipt are void with it. Money by code goes to the provider after the commit. Returns: the refund's row.

    Raises: NotWaitingAnyMore, WordsNeeded, MoreThanPaid, WholeOnly, PartOnly.
    """
    bill = locked_bill(case_id)
    found, to = locked_refund(refund_id, "approve" if approve else "refuse")
    why = clean(said)
    if not approve and len(why) < 2:
        raise WordsNeeded(name_zh="不批的理由", name_en="reason of a refusal")
    if approve and found["incoming_id"] is None:
        fits(words(found["reason"]), found["fen"], due(bill) - bill["refunded_fen"])
    by_code = approve and found["method"] == "code"
    execute(
        "UPDATE payments_refund SET state = %s, decided_account = %s, decided_person = %s, decided_at = %s, said = %s, next_try_at = %s WHERE id = %s",
        [to, this.viewer.account_id, this.viewer.person_id, this.at, why, this.at if by_code else None, refund_id],
    )
    if approve and found["incoming_id"] is None:
        give_back(this, bill, found["fen"])
    if by_code:
        enqueue(this, "payments:refund", {"refund": str(refund_id)}, f"refund:{refund_id}")
    return found


# The sum stands in the statement that raises it, and a CHECK bounds it by what was paid: two refunds at the same moment cannot both fit.
RAISE = "UPDATE payments_bill SET refunded_fen = refunded_fen + %s WHERE id = %s RETURNING refunded_fen"


def give_back(this: Act, bill: dict[str, Any], fen: int) -> None:
    """Take so many fen of a locked bill off what may still go back; with the last of it the bill is void."""
    found = row(RAISE, [fen, bill["id"]])
    if found and found["refunded_fen"] == due(bill):
        execute("UPDATE payments_bill SET void_at = %s WHERE id = %s", [this.at, bill["id"]])


def drop_own_refund(this: Act, refund_id: UUID) -> None:
    """Who asked takes it back before anybody decided, in the caller's act.

    Raises: NotWaitingAnyMore.
    """
    _, to = locked_refund(refund_id, "drop")
    execute("UPDATE payments_refund SET state = %s WHERE id = %s", [to, refund_id])
