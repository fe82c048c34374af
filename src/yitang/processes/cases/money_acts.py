"""Fees of a case that are waived or go back (减免、退费): asked by one officer, decided by another who has seen all of it.

The bill's side of it is ``processes/payments``. Locks: the case, then its bill, then the waiver or refund, as issuing and withdrawing take them.
"""

from typing import Any
from uuid import UUID

from yitang.kernel.money import yuan
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import execute, new_id, row
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.platform.live.public import Event
from yitang.platform.notices.public import send
from yitang.processes.cases.access import ASK_OVERPAID, ASK_REFUND, ASK_WAIVER, DECIDE_REFUND, DECIDE_WAIVER, DROP_REFUND, DROP_WAIVER
from yitang.processes.cases.domain import WORDS
from yitang.processes.cases.errors import CaseMovedOn, DocumentIssued, OwnMatter, SamePerson
from yitang.processes.cases.queries import party_ids
from yitang.processes.payments.public import (
    Whose,
    choice,
    decide_on_refund,
    decide_on_waiver,
    drop_own_refund,
    drop_own_waiver,
    incoming_row,
    refund_row,
    waiver_row,
    write_overpaid,
    write_refund,
    write_waiver,
)
from yitang.registers.people.public import clear, own_persons, phone_for_notice

ISSUED = ("issued", "filed")


def _begun(this: Act, what: str, case_id: UUID | None) -> dict[str, Any]:
    """The case's row, locked to the end of the act, for a viewer who may do this to it and is no party of it.

    An agent is known by his name alone: whoever has the same one asks a colleague.

    Raises: NotYours, OwnMatter.
    """
    viewer = this.viewer
    case = row("SELECT * FROM cases_case WHERE id = %s FOR UPDATE", [case_id])
    if case is None:
        raise NotYours
    may(viewer, what, Place((case["accepting_office"], case["managing_office"])))
    if viewer.person_id:
        agent = case["agent_name"] and case["agent_name"] == clear(viewer.person_id, "name")
        if agent or own_persons(viewer.person_id) & party_ids(case["id"]):
            raise OwnMatter
    return case


def _another(viewer: Viewer, *persons: UUID) -> None:
    """By person, whichever account he uses.

    Raises: SamePerson.
    """
    if viewer.person_id and own_persons(viewer.person_id) & set(persons):
        raise SamePerson


def _done(this: Act, case: dict[str, Any], what: str) -> None:
    """Number the act within its case; tell the window where it was accepted, the holder of the ticket, and the reviewers of the office."""
    this.on("case", case["id"])
    this.trace(case["trace_id"])
    execute(
        "INSERT INTO cases_act (id, case_id, n, act, account_id, window_id, at, log_id) "
        "SELECT %s, %s, count(*) + 1, %s, %s, %s, %s, %s FROM cases_act WHERE case_id = %s",
        [new_id(), case["id"], what, this.viewer.account_id, this.viewer.window_id, this.at, this.id, case["id"]],
    )
    for window in {case["window_id"], this.viewer.window_id} - {None}:
        this.tell(Event(f"window:{window}", "case", {"step": what}))
    this.tell(Event(f"review:{case['accepting_office']}", "case", {"step": what}))
    if case["ticket_id"]:
        this.tell(Event(f"ticket:{case['ticket_id']}", "case", {"step": what}))


def _tell(this: Act, case: dict[str, Any], template: str, about: UUID, **said: str) -> None:
    applicant = case["applicant_id"]
    send(this, applicant, phone_for_notice(applicant), template, {"number": case["number"], **said}, f"{template}:{about}")


def ask_waiver(viewer: Viewer, case_id: UUID, ground: str, evidence: str) -> UUID:
    """Ask that the fee of a case be waived (申请减免): the ground, and the evidence that was seen. Returns: the waiver's id.

    Raises: OwnMatter, CaseMovedOn, ChoiceUnknown, WordsNeeded, NothingToWaive, AskedAlready, BillSettledAlready, BillVoid, NotYours.
    """
    allow(viewer, ASK_WAIVER)
    with act(viewer, ASK_WAIVER) as this:
        case = _begun(this, ASK_WAIVER, case_id)
        _not_ended(case)
        waiver_id = write_waiver(this, _whose(case), ground, evidence)
        _done(this, case, "ask_waiver")
    return waiver_id


def _not_ended(case: dict[str, Any]) -> None:
    if case["state"] not in ("accepted", "reviewed"):
        zh, en = WORDS[case["state"]]
        raise CaseMovedOn(state_zh=zh, state=en)


def decide_waiver(viewer: Viewer, waiver_id: UUID, grant: bool, said: str = "") -> None:
    """Grant a waiver or refuse it with its reason (批减免), by another person than who asked and who accepted. The bill changes with it.

    Raises: SamePerson, OwnMatter, CaseMovedOn, NotWaitingAnyMore, WordsNeeded, BillSettledAlready, BillVoid, NotYours.
    """
    allow(viewer, DECIDE_WAIVER)
    found = waiver_row(waiver_id)
    with act(viewer, DECIDE_WAIVER) as this:
        case = _begun(this, DECIDE_WAIVER, found.case_id if found else None)
        assert found is not None
        _another(viewer, case["acceptor_person"], found.asked_person)
        if grant:
            _not_ended(case)
        fen = decide_on_waiver(this, case["id"], waiver_id, grant, said)
        _done(this, case, "waive" if grant else "refuse_waiver")
        this.note({"waiver": waiver_id, "fen": fen})
        if grant:
            _tell(this, case, "fee_waived", waiver_id, yuan=yuan(fen), ground_zh=found.ground.zh, ground_en=found.ground.en)


def drop_waiver(viewer: Viewer, waiver_id: UUID) -> None:
    """Who asked takes it back before anybody decided (撤销减免申请).

    Raises: NotWaitingAnyMore, OwnMatter, NotYours.
    """
    allow(viewer, DROP_WAIVER)
    found = waiver_row(waiver_id)
    with act(viewer, DROP_WAIVER) as this:
        case = _begun(this, DROP_WAIVER, found.case_id if found else None)
        if found is None or found.asked_account != viewer.account_id:
            raise NotYours
        drop_own_waiver(this, waiver_id)
        _done(this, case, "drop_waiver")


def _refundable(case: dict[str, Any], after_issue: bool) -> None:
    """What was paid for a document stays paid once it is issued, unless more was taken than was due.

    Raises: DocumentIssued.
    """
    if case["state"] in ISSUED and not after_issue:
        raise DocumentIssued


def ask_refund(viewer: Viewer, case_id: UUID, reason: str, fen: int, note: str) -> UUID:
    """Ask that so many fen of what was paid for a case go back (申请退费). Returns: the refund's id.

    Raises: OwnMatter, DocumentIssued, ChoiceUnknown, WordsNeeded, NothingPaid, MoreThanPaid, WholeOnly, PartOnly, AskedAlready, NotYours.
    """
    allow(viewer, ASK_REFUND)
    with act(viewer, ASK_REFUND) as this:
        case = _begun(this, ASK_REFUND, case_id)
        _refundable(case, choice("payments.refunds", reason).after_issue)
        refund_id = write_refund(this, _whose(case), reason, fen, note)
        _done(this, case, "ask_refund")
    return refund_id


def _whose(case: dict[str, Any]) -> Whose:
    return Whose(case["id"], case["number"], case["applicant_id"], case["acceptor_person"])


def ask_overpaid(viewer: Viewer, incoming_id: UUID) -> UUID:
    """Ask that money which settled nothing goes back the way it came (多付退回). Returns: the refund's id.

    Raises: OwnMatter, AskedAlready, NotYours.
    """
    allow(viewer, ASK_OVERPAID)
    found = incoming_row(incoming_id)
    with act(viewer, ASK_OVERPAID) as this:
        case = _begun(this, ASK_OVERPAID, found["case_id"] if found else None)
        assert found is not None
        refund_id = write_overpaid(this, _whose(case), found)
        _done(this, case, "ask_refund")
    return refund_id


def decide_refund(viewer: Viewer, refund_id: UUID, approve: bool, said: str = "") -> None:
    """Approve a refund or refuse it with its reason (批退费), by another person than who asked and who accepted, with a fresh second factor.

    Raises: SamePerson, OwnMatter, DocumentIssued, NotWaitingAnyMore, WordsNeeded, MoreThanPaid, FreshFactorNeeded, NotYours.
    """
    allow(viewer, DECIDE_REFUND)
    found = refund_row(refund_id)
    with act(viewer, DECIDE_REFUND) as this:
        case = _begun(this, DECIDE_REFUND, found.case_id if found else None)
        assert found is not None
        _another(viewer, case["acceptor_person"], found.asked_person)
        if approve:
            _refundable(case, found.reason.after_issue)
        decide_on_refund(this, case["id"], refund_id, approve, said)
        _done(this, case, "refund" if approve else "refuse_refund")
        this.note({"refund": refund_id, "fen": found.fen})
        if approve and found.method == "cash":
            _tell(this, case, "refund_to_fetch", refund_id, yuan=yuan(found.fen))


def drop_refund(viewer: Viewer, refund_id: UUID) -> None:
    """Who asked takes it back before anybody decided (撤销退费申请).

    Raises: NotWaitingAnyMore, OwnMatter, NotYours.
    """
    allow(viewer, DROP_REFUND)
    found = refund_row(refund_id)
    with act(viewer, DROP_REFUND) as this:
        case = _begun(this, DROP_REFUND, found.case_id if found else None)
        if found is None or found.asked_account != viewer.account_id:
            raise NotYours
        drop_own_refund(this, refund_id)
        _done(this, case, "drop_refund")
