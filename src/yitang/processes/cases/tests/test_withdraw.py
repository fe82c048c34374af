"""A case that cannot go on is ended with its reason, once, and the same business begins anew."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity.public import NotYours, PostMayNot
from yitang.platform.notices.public import Inbox, deliver_due, inbox
from yitang.processes.archives.public import file_of
from yitang.processes.cases import operations
from yitang.processes.cases.domain import STATES
from yitang.processes.cases.public import (
    WITHDRAWALS,
    CaseMovedOn,
    FactsChanged,
    OpenCaseExists,
    ReasonNeeded,
    accept_case,
    acts_of,
    case_for,
    issue,
    may_withdraw,
    review,
    withdraw,
    withdrawal_of,
)
from yitang.processes.cases.tests.test_case import FULL, RENEW
from yitang.processes.cases.tests.test_mortgage_case import accept, second
from yitang.processes.cases.tests.test_mortgage_case import desk as mortgage_desk
from yitang.processes.payments import operations as bills
from yitang.processes.payments.operations import LOCKED_BILL
from yitang.processes.payments.public import (
    BillVoid,
    MoneyNotReturned,
    NoOpenCode,
    Sandbox,
    ask_code,
    bill_of,
    cancel_code,
    overpaid,
    settle_callback,
    take_cash,
)
from yitang.processes.payments.tests.factories import unpaid
from yitang.processes.payments.tests.test_codes import NOTHING_BOOKED, chief, on_owner, recorded
from yitang.processes.queue.tests.test_queue import at, clerk
from yitang.registers.drivers.public import record_fact

__all__ = ["mortgage_desk"]


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    return unpaid(city)


def told(topic: str) -> list[str]:
    return [r["step"] for r in rows("SELECT payload ->> 'step' AS step FROM live_outbox WHERE kind = 'case' AND topic = %s ORDER BY id", [topic])]


def state() -> list[str]:
    return [r["state"] for r in rows("SELECT state FROM cases_case ORDER BY accepted_at, id")]


@pytest.mark.parametrize("reason", WITHDRAWALS)
def test_a_case_that_cannot_go_on_is_ended_and_accepted_anew(desk: dict[str, Any], reason: str) -> None:
    li, number = desk["clerk"], desk["cast"]["renew"].number
    with pytest.raises(OpenCaseExists) as refusal:
        accept_case(li, RENEW, number, FULL)
    assert refusal.value.facts["case_id"] == desk["case"]
    withdraw(li, desk["case"], reason)
    case = case_for(desk["phone"], desk["case"])
    assert (case.state, case.state_zh, case.state_en) == ("withdrawn", "已撤回", "Withdrawn")
    assert [a.act for a in acts_of(case)] == ["accept", "grant", f"withdraw_{reason}"]
    found = withdrawal_of(case)
    assert found
    assert (found.zh, found.en) == WITHDRAWALS[reason]
    assert row("SELECT count(*) AS n FROM audit_row WHERE act = 'cases.withdraw' AND result = 'done'") == {"n": 1}
    for topic in (f"window:{at(li)}", f"review:{desk['office']}"):
        assert told(topic)[-1] == f"withdraw_{reason}"
    assert told(f"ticket:{case.ticket_id}") == ["withdraw"]
    kept = file_of(case.id)
    assert kept
    assert kept.closed_at
    assert [p.kind for p in kept.pages] == ["application", "withdrawal"]
    anew = accept_case(li, RENEW, number, FULL)
    assert anew.id != case.id
    review(li, anew.id)
    take_cash(li, anew.id, 1000)
    issue(li, anew.id)
    assert state() == ["withdrawn", "filed"]


def test_the_applicant_hears_of_it_on_the_registered_phone(desk: dict[str, Any]) -> None:
    withdraw(desk["clerk"], desk["case"], "unpaid")
    deliver_due(Inbox())
    case = case_for(desk["clerk"], desk["case"])
    assert rows("SELECT template, person_id FROM notices_notice WHERE template <> 'number_called'") == [
        {"template": "case_withdrawn", "person_id": case.applicant_id}
    ]
    message = next(one for one in inbox(desk["phone"]) if case.number in one.zh)
    assert "未缴费" in message.zh


def test_what_the_register_changed_before_issue_is_withdrawn_only_without_money(desk: dict[str, Any]) -> None:
    """The two ends that had no way out: nobody pays, and the register changed between review and issue."""
    li = desk["clerk"]
    take_cash(li, desk["case"], 1000)
    licence = case_for(li, desk["case"]).subject_id
    with act(Viewer.system(), "test.suspend") as this:
        record_fact(this, licence, "status", {"statuses": ["suspended"]}, clock.today())
    with pytest.raises(FactsChanged) as refusal:
        issue(li, desk["case"])
    assert "申请退全部" in refusal.value.cure_zh_text
    with pytest.raises(MoneyNotReturned) as kept:
        withdraw(li, desk["case"], "changed")
    assert "10.00" in kept.value.zh_text
    assert "申请退全部" in kept.value.cure_zh_text
    assert "ask for all of it to go back" in kept.value.cure_en_text
    assert state() == ["reviewed"]
    assert [a.act for a in acts_of(case_for(li, desk["case"]))] == ["accept", "grant"]


def test_a_free_case_whose_register_changed_is_withdrawn(mortgage_desk: dict[str, Any]) -> None:
    li = mortgage_desk["clerk"]
    case = accept(mortgage_desk)
    withdraw(li, case.id, "mistake")
    bill = bill_of(case.id)
    assert (bill.paid, bill.void_at) == (False, None), "a bill of nothing stays as it is"
    assert accept(mortgage_desk).state == "accepted"


def test_an_open_code_is_taken_back_first_and_nothing_is_taken_afterwards(desk: dict[str, Any]) -> None:
    li, sandbox = desk["clerk"], Sandbox()
    order = ask_code(li, desk["case"])
    withdraw(li, desk["case"], "unpaid")
    assert told(f"window:{at(li)}")[-2:] == ["code_over", "withdraw_unpaid"]
    with pytest.raises(NoOpenCode):
        sandbox.pay(order.id)
    bill = bill_of(desk["case"])
    assert bill.void_at
    assert not bill.settled_at
    with pytest.raises(BillVoid):
        take_cash(li, desk["case"], 1000)
    with pytest.raises(BillVoid):
        ask_code(li, desk["case"])
    with pytest.raises(NoOpenCode):
        cancel_code(li, desk["case"])


def test_money_that_comes_after_it_is_kept_by_name(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    found = recorded(monkeypatch, "late_and_deaf")
    order = ask_code(desk["clerk"], desk["case"])
    withdraw(desk["clerk"], desk["case"], "unpaid")
    assert settle_callback(found.pay(order.id)) == "cancelled"
    assert bill_of(desk["case"]).settled_at is None
    assert [(o.fen, o.outcome, o.case_id) for o in overpaid(chief(desk))] == [(1000, "cancelled", desk["case"])]


def test_who_may_and_when(desk: dict[str, Any]) -> None:
    li, case = desk["clerk"], case_for(desk["clerk"], desk["case"])
    far = Viewer(li.account_id, li.person_id, "clerk", uuid4(), uuid4(), uuid4(), level="two_factor")
    other_hall = Viewer(li.account_id, li.person_id, "clerk", li.office_id, uuid4(), uuid4(), level="two_factor")
    one_factor = Viewer(li.account_id, li.person_id, "clerk", li.office_id, li.hall_id, li.window_id, level="code")
    for viewer, refused in ((far, NotYours), (other_hall, NotYours), (second(desk), PostMayNot), (chief(desk), PostMayNot), (desk["phone"], PostMayNot)):
        with pytest.raises(refused):
            withdraw(viewer, case.id, "mistake")
        assert not may_withdraw(viewer, case)
    with pytest.raises(PostMayNot):
        withdraw(one_factor, case.id, "mistake")
    for reason in ("", "because", "withdraw_unpaid"):
        with pytest.raises(ReasonNeeded):
            withdraw(li, case.id, reason)
    colleague = clerk(desk, 5)
    assert may_withdraw(colleague, case)
    withdraw(colleague, case.id, "mistake")
    assert not may_withdraw(li, case_for(li, case.id))
    with pytest.raises(CaseMovedOn):
        withdraw(li, case.id, "mistake")
    on_owner("UPDATE payments_bill SET void_at = NULL, settled_at = now()")
    with pytest.raises(CaseMovedOn):
        issue(li, case.id)


@pytest.mark.parametrize("guard", ["off", "statement", "both"])
def test_of_issue_and_withdraw_exactly_one_wins_and_without_the_guard_both(mortgage_desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch, guard: str) -> None:
    """The guards are the case's lock and its state in the statement. Both taken away, both win; the statement alone lets one through."""
    li, colleague, case = mortgage_desk["clerk"], clerk(mortgage_desk, 5), accept(mortgage_desk)
    review(second(mortgage_desk), case.id)

    def unlocked(case_id: UUID) -> dict[str, Any]:
        found = row("SELECT * FROM cases_case WHERE id = %s", [case_id])
        assert found
        return found

    def unasked(found: dict[str, Any], what: str) -> None:
        execute("UPDATE cases_case SET state = %s WHERE id = %s", [STATES[found["state"], what], found["id"]])

    if guard != "both":
        monkeypatch.setattr(operations, "locked", Meeting(2).after(unlocked))
    if guard == "off":
        monkeypatch.setattr(operations, "move", unasked)
        # The number of an act within its case is the last thing that would stop the second of them.
        on_owner("ALTER TABLE cases_act DROP CONSTRAINT acts_are_numbered")
    do: list[Callable[[], None]] = [lambda: issue(li, case.id), lambda: withdraw(colleague, case.id, "applicant")]
    try:
        outcome = together(2, lambda n: do[n]())
        if guard == "off":
            assert outcome == [None, None], "without the guards the case is issued and withdrawn"
            assert {a.act for a in acts_of(case)} >= {"issue", "withdraw_applicant"}
            return
    finally:
        if guard == "off":
            on_owner("DELETE FROM cases_act")
            on_owner("ALTER TABLE cases_act ADD CONSTRAINT acts_are_numbered UNIQUE (case_id, n)")
    assert sorted(map(str, outcome)) == ["None", "case_moved_on"]
    assert state() == [["filed", "withdrawn"][outcome.index(None)]]
    assert len(rows("SELECT 1 FROM cases_document")) == (1 if outcome[0] is None else 0)


def test_of_cash_and_withdraw_exactly_one_wins_and_without_the_guard_both(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard is the bill's lock and, behind it, the constraint that a bill is not settled and void."""
    li, rule = desk["clerk"], "a_bill_is_not_settled_and_void"
    do: list[Callable[[], Any]] = [lambda: take_cash(li, desk["case"], 1000).fen, lambda: withdraw(clerk(desk, 5), desk["case"], "unpaid")]
    unlocked = LOCKED_BILL.replace(" FOR UPDATE", "")

    def both_have_read() -> None:
        monkeypatch.setattr(bills, "LOCKED_BILL", unlocked)
        monkeypatch.setattr(bills, "row", Meeting(2).after(row, lambda sql, *_: sql == unlocked))

    both_have_read()
    was = row("SELECT pg_get_constraintdef(oid) AS said FROM pg_constraint WHERE conname = %s", [rule])
    assert was
    on_owner(f"ALTER TABLE payments_bill DROP CONSTRAINT {rule}")
    try:
        assert together(2, lambda n: do[n]()) == [1000, None], "without the guard money is taken for a case that is withdrawn"
        on_owner(NOTHING_BOOKED)
        on_owner("DELETE FROM payments_payment; UPDATE payments_bill SET settled_at = NULL, receipt = NULL, void_at = NULL")
        on_owner("UPDATE cases_case SET state = 'reviewed'; DELETE FROM notices_notice WHERE template = 'case_withdrawn'")
    finally:
        on_owner(f"ALTER TABLE payments_bill ADD CONSTRAINT {rule} {was['said']}")
    both_have_read()
    assert "IntegrityError" in together(2, lambda n: do[n]()), "the constraint alone refuses the second"
    on_owner(NOTHING_BOOKED)
    on_owner("DELETE FROM payments_payment; UPDATE payments_bill SET settled_at = NULL, receipt = NULL, void_at = NULL")
    on_owner("UPDATE cases_case SET state = 'reviewed'")
    monkeypatch.setattr(bills, "LOCKED_BILL", LOCKED_BILL)
    monkeypatch.setattr(bills, "row", row)
    outcome = together(2, lambda n: do[n]())
    assert outcome in ([1000, "money_not_returned"], ["bill_void", None])
    assert len(rows("SELECT 1 FROM payments_payment")) == (1 if outcome[0] == 1000 else 0)


def test_the_log_keeps_the_reason_and_no_person(desk: dict[str, Any]) -> None:
    withdraw(desk["clerk"], desk["case"], "changed")
    page = row("SELECT p.title FROM archives_page p WHERE p.kind = 'withdrawal'")
    assert page == {"title": "撤回业务 Withdrawal"}
    said = json.dumps(rows("SELECT payload::text AS said FROM live_outbox"), ensure_ascii=False)
    assert desk["cast"]["renew"].number not in said


def test_nothing_is_taken_for_a_case_that_the_review_refused(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    withdraw(li, desk["case"], "mistake")
    case = accept_case(li, RENEW, desk["cast"]["renew"].number, FULL)
    review(li, case.id, "refuse", "材料不真实")
    for take in (lambda: take_cash(li, case.id, 1000), lambda: ask_code(li, case.id)):
        with pytest.raises(BillVoid):
            take()
