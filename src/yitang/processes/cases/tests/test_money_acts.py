"""Fees that are waived and money that goes back: asked by one, decided by another, never more than was paid, never twice."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError

from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity.public import FreshFactorNeeded, NotYours, PostMayNot
from yitang.platform.identity.tests.test_stepping import made_stale
from yitang.platform.notices.public import Inbox, deliver_due, inbox
from yitang.processes.cases.public import (
    DocumentIssued,
    NotPaid,
    OwnMatter,
    SamePerson,
    acts_of,
    ask_overpaid,
    ask_refund,
    ask_waiver,
    case_for,
    decide_refund,
    decide_waiver,
    drop_refund,
    drop_waiver,
    issue,
    withdraw,
)
from yitang.processes.payments import operations as bills
from yitang.processes.payments import refunds
from yitang.processes.payments.errors import (
    AskedAlready,
    BillSettledAlready,
    ChoiceUnknown,
    MoreThanPaid,
    NothingPaid,
    NotWaitingAnyMore,
    PartOnly,
    WholeOnly,
    WordsNeeded,
    WrongAmount,
)
from yitang.processes.payments.operations import LOCKED_BILL
from yitang.processes.payments.public import (
    Sandbox,
    ask_code,
    bill_of,
    chase_due,
    order_of,
    overpaid,
    pay_out,
    refunds_of,
    settle_callback,
    take_cash,
    waivers_of,
)
from yitang.processes.payments.tests.factories import unpaid
from yitang.processes.payments.tests.people import booked, of
from yitang.processes.payments.tests.test_codes import on_owner, recorded
from yitang.processes.queue.tests.test_queue import at, clerk

MONEY = ("payments_bill", "payments_payment", "payments_waiver", "payments_refund", "payments_till", "payments_entry", "cases_act", "notices_notice")


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    found = unpaid(city)
    return {**found, "reviewer": of(city, "r01"), "chief": of(city, "chief")}


def as_it_is() -> Any:
    return {table: rows(f"SELECT * FROM {table} ORDER BY id") for table in MONEY}


def refused(kind: type[Refusal], do: Callable[[], Any]) -> Refusal:
    """It is refused by this name, with a cure or a reason in both languages, and the money is as it was."""
    before = as_it_is()
    with pytest.raises(kind) as found:
        do()
    assert as_it_is() == before
    assert found.value.zh_text
    assert found.value.en_text
    return found.value


def seeing(viewer: Viewer, person: UUID) -> Viewer:
    return replace(viewer, person_id=person)


def test_a_fee_is_waived_by_two_people_and_the_document_rests_on_it(desk: dict[str, Any]) -> None:
    li, reviewer, case = desk["clerk"], desk["reviewer"], desk["case"]
    order = ask_code(li, case)
    waiver = ask_waiver(li, case, "office_error", "原证姓名印错，原业务 261120-00007")
    assert bill_of(case).due_fen == 1000, "asking changes nothing"
    decide_waiver(reviewer, waiver, True)
    bill = bill_of(case)
    assert (bill.fen, bill.waived_fen, bill.due_fen, bill.good, bill.paid) == (1000, 1000, 0, True, False)
    assert order_of(bill.id) is None, "the code of the old amount is taken back"
    assert order.id
    assert rows("SELECT method, fen FROM payments_payment") == [{"method": "waived", "fen": 0}]
    assert booked(li) == [("waived", 1000)]
    kept = waivers_of(case)[0]
    assert (kept.state, kept.ground.zh, kept.evidence, kept.fen, kept.decided_account) == (
        "granted", "本所差错重做", "原证姓名印错，原业务 261120-00007", 1000, reviewer.account_id,
    )  # fmt: skip
    refused(BillSettledAlready, lambda: take_cash(li, case, 1000))
    issue(li, case)
    assert row("SELECT b.waived_fen FROM cases_document d JOIN payments_bill b ON b.id = d.bill_id") == {"waived_fen": 1000}
    assert [a.act for a in acts_of(case_for(li, case))] == ["accept", "grant", "ask_waiver", "waive", "issue"]
    deliver_due(Inbox())
    assert any("已减免 10.00 元" in one.zh for one in inbox(desk["phone"]))


def test_half_of_a_fee_is_waived_and_the_rest_is_paid(desk: dict[str, Any]) -> None:
    li, case = desk["clerk"], desk["case"]
    decide_waiver(desk["reviewer"], ask_waiver(li, case, "province_half", "川财规〔2026〕1号，第二条"), True)
    refused(WrongAmount, lambda: take_cash(li, case, 1000))
    refused(NotPaid, lambda: issue(li, case))
    take_cash(li, case, 500)
    assert booked(li) == [("waived", 500), ("cash", 500)]
    issue(li, case)


def test_who_may_not_waive_and_what_is_missing(desk: dict[str, Any]) -> None:
    li, reviewer, case = desk["clerk"], desk["reviewer"], desk["case"]
    refused(ChoiceUnknown, lambda: ask_waiver(li, case, "because", "看过"))
    refused(WordsNeeded, lambda: ask_waiver(li, case, "office_error", " x "))
    refused(PostMayNot, lambda: ask_waiver(reviewer, case, "office_error", "看过原件"))
    waiver = ask_waiver(clerk(desk, 5), case, "office_error", "看过原件")
    refused(AskedAlready, lambda: ask_waiver(li, case, "office_error", "看过原件"))
    refused(PostMayNot, lambda: decide_waiver(li, waiver, True))
    known = row("SELECT acceptor_person, applicant_id FROM cases_case")
    asked = row("SELECT asked_person FROM payments_waiver")
    assert known
    assert asked
    refused(SamePerson, lambda: decide_waiver(seeing(reviewer, known["acceptor_person"]), waiver, True))
    refused(SamePerson, lambda: decide_waiver(seeing(reviewer, asked["asked_person"]), waiver, True))
    refused(OwnMatter, lambda: decide_waiver(seeing(reviewer, known["applicant_id"]), waiver, True))
    refused(NotYours, lambda: decide_waiver(replace(reviewer, office_id=desk["hall"]), waiver, True))
    refused(NotYours, lambda: decide_waiver(reviewer, desk["hall"], True))
    name = row("SELECT name FROM people_person WHERE id = %s", [reviewer.person_id])
    assert name
    execute("UPDATE cases_case SET agent_name = %s", [name["name"]])
    refused(OwnMatter, lambda: decide_waiver(reviewer, waiver, True))
    execute("UPDATE cases_case SET agent_name = ''")
    refused(WordsNeeded, lambda: decide_waiver(reviewer, waiver, False, ""))
    refused(NotYours, lambda: drop_waiver(li, waiver))
    decide_waiver(reviewer, waiver, False, "没有差错")
    assert bill_of(case).due_fen == 1000
    assert "没有批" in refused(NotWaitingAnyMore, lambda: decide_waiver(desk["chief"], waiver, True)).zh_text
    again = ask_waiver(li, case, "office_error", "看过原件")
    drop_waiver(li, again)
    assert [w.state for w in waivers_of(case)] == ["dropped", "refused"]


def test_money_that_came_first_makes_the_waiver_too_late(desk: dict[str, Any]) -> None:
    li, case = desk["clerk"], desk["case"]
    waiver = ask_waiver(li, case, "office_error", "看过原件")
    take_cash(li, case, 1000)
    refused(BillSettledAlready, lambda: decide_waiver(desk["reviewer"], waiver, True))
    refused(BillSettledAlready, lambda: ask_waiver(li, case, "office_error", "看过原件"))


def test_the_table_refuses_a_waiver_or_refund_of_one_person(desk: dict[str, Any]) -> None:
    li, case = desk["clerk"], desk["case"]
    ask_waiver(li, case, "office_error", "看过原件")
    for person in ("asked_person", "acceptor_person", "NULL"):
        with pytest.raises(IntegrityError, match="a_waiver_is_of_two_people"):
            execute(f"UPDATE payments_waiver SET state = 'granted', decided_person = {person}")
    take_cash(li, case, 1000)
    ask_refund(li, case, "not_issued", 1000, "群众不办了")
    for person in ("asked_person", "acceptor_person", "NULL"):
        with pytest.raises(IntegrityError, match="a_refund_is_of_two_people"):
            execute(f"UPDATE payments_refund SET state = 'approved', decided_person = {person}")
    for fen in (1001, -1):
        with pytest.raises(IntegrityError, match="no_more_goes_back_than_was_paid"):
            execute("UPDATE payments_bill SET refunded_fen = %s", [fen])
    with pytest.raises(IntegrityError, match="no_more_is_waived_than_is_due"):
        execute("UPDATE payments_bill SET waived_fen = 1001")


def test_all_of_it_goes_back_in_cash_and_the_case_is_withdrawn(desk: dict[str, Any]) -> None:
    li, reviewer, case = desk["clerk"], desk["reviewer"], desk["case"]
    take_cash(li, case, 1000)
    refund = ask_refund(li, case, "not_issued", 1000, "群众临时不办了")
    made_stale(reviewer)
    refused(FreshFactorNeeded, lambda: decide_refund(reviewer, refund, True))
    refused(NotWaitingAnyMore, lambda: pay_out(li, refund))
    decide_refund(desk["chief"], refund, True)
    bill = bill_of(case)
    assert (bill.refunded_fen, bill.paid, bill.good) == (1000, False, False)
    refused(NotPaid, lambda: issue(li, case))
    assert refunds_of(case)[0].words[0] == "已批，到窗口领现金"
    withdraw(li, case, "applicant")
    pay_out(li, refund)
    refused(NotWaitingAnyMore, lambda: pay_out(li, refund))
    assert booked(li) == [("cash", 1000), ("cash_back", 1000)]
    assert refunds_of(case)[0].words[0] == "已退"
    deliver_due(Inbox())
    said = [one.zh for one in inbox(desk["phone"])]
    assert any("批准退现金 10.00 元" in one for one in said)
    assert any("已在窗口退现金 10.00 元" in one for one in said)


def test_what_was_paid_by_code_goes_back_the_way_it_came(desk: dict[str, Any]) -> None:
    li, case = desk["clerk"], desk["case"]
    settle_callback(Sandbox().pay(ask_code(li, case).id))
    refund = ask_refund(li, case, "not_issued", 1000, "群众临时不办了")
    decide_refund(desk["reviewer"], refund, True)
    assert chase_due() == 1
    assert chase_due() == 0
    assert [(r.state, r.fault) for r in refunds_of(case)] == [("done", "")]
    assert booked(li) == [("code", 1000), ("code_back", 1000)]
    assert rows("SELECT fen FROM payments_sandbox_refund") == [{"fen": 1000}]
    deliver_due(Inbox())
    assert any("原路退回" in one.zh for one in inbox(desk["phone"]))


def test_after_issue_only_what_was_taken_too_much_goes_back(desk: dict[str, Any]) -> None:
    li, case = desk["clerk"], desk["case"]
    refused(NothingPaid, lambda: ask_refund(li, case, "not_issued", 1000, "群众不办了"))
    take_cash(li, case, 1000)
    waiting = ask_refund(li, case, "not_issued", 1000, "群众不办了")
    issue(li, case)
    assert "减免" in refused(DocumentIssued, lambda: decide_refund(desk["reviewer"], waiting, True)).cure_zh_text
    decide_refund(desk["reviewer"], waiting, False, "证已经出了")
    refused(DocumentIssued, lambda: ask_refund(li, case, "not_issued", 1000, "群众不办了"))
    refused(PartOnly, lambda: ask_refund(li, case, "overcharged", 1000, "多收了"))
    refused(MoreThanPaid, lambda: ask_refund(li, case, "overcharged", 1001, "多收了"))
    refused(MoreThanPaid, lambda: ask_refund(li, case, "overcharged", 0, "多收了"))
    refused(WordsNeeded, lambda: ask_refund(li, case, "overcharged", 200, " "))
    part = ask_refund(li, case, "overcharged", 200, "多收 2 元")
    decide_refund(desk["reviewer"], part, True)
    pay_out(li, part)
    bill = bill_of(case)
    assert (bill.refunded_fen, bill.paid, bill.good) == (200, True, True), "the document still rests on the rest"
    refused(MoreThanPaid, lambda: ask_refund(li, case, "overcharged", 801, "多收了"))


def test_all_or_nothing_and_once_at_a_time(desk: dict[str, Any]) -> None:
    li, case = desk["clerk"], desk["case"]
    take_cash(li, case, 1000)
    refused(WholeOnly, lambda: ask_refund(li, case, "not_issued", 999, "群众不办了"))
    refund = ask_refund(li, case, "not_issued", 1000, "群众不办了")
    refused(AskedAlready, lambda: ask_refund(li, case, "not_issued", 1000, "群众不办了"))
    refused(NotYours, lambda: drop_refund(clerk(desk, 5), refund))
    drop_refund(li, refund)
    refused(NotWaitingAnyMore, lambda: decide_refund(desk["reviewer"], refund, True))


def test_money_that_settled_nothing_goes_back_once(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    li, chief, case = desk["clerk"], desk["chief"], desk["case"]
    found = recorded(monkeypatch, "late")
    order = ask_code(li, case)
    said = found.pay(order.id)
    take_cash(li, case, 1000)
    settle_callback(said)
    incoming = overpaid(chief)[0]
    refund = ask_overpaid(chief, incoming.id)
    refused(AskedAlready, lambda: ask_overpaid(chief, incoming.id))
    assert overpaid(chief)[0].refund_zh == "等另一位批"
    refused(SamePerson, lambda: decide_refund(chief, refund, True))
    decide_refund(desk["reviewer"], refund, True)
    assert chase_due() == 1
    assert overpaid(chief) == []
    bill = bill_of(case)
    assert (bill.paid, bill.good, bill.refunded_fen) == (True, True, 0), "the bill is paid in cash as before"
    assert booked(li) == [("cash", 1000), ("code_back", 1000)]
    refused(AskedAlready, lambda: ask_overpaid(chief, incoming.id))


def test_two_who_give_back_at_once_give_back_once_and_without_the_guard_twice(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard is the lock of the bill and, behind it, the bound of the sum in the table. Both taken away, 16 of 10 yuan go back."""
    li, case, rule = desk["clerk"], desk["case"], "no_more_goes_back_than_was_paid"
    take_cash(li, case, 1000)
    refund = ask_refund(li, case, "overcharged", 800, "多收")
    by = [desk["reviewer"], desk["chief"]]
    unlocked = LOCKED_BILL.replace(" FOR UPDATE", "")
    monkeypatch.setattr("yitang.processes.cases.money_acts._begun", lambda *_: {**(row("SELECT * FROM cases_case") or {})})
    monkeypatch.setattr(refunds, "locked_refund", lambda *_: (row("SELECT * FROM payments_refund"), "approved"))

    def both_have_read() -> None:
        monkeypatch.setattr(bills, "LOCKED_BILL", unlocked)
        monkeypatch.setattr(bills, "row", Meeting(2).after(row, lambda sql, *_: sql == unlocked))
        monkeypatch.setattr("yitang.processes.cases.money_acts._done", lambda *_: None)

    def given() -> Any:
        found = row("SELECT refunded_fen AS fen FROM payments_bill")
        return found and found["fen"]

    was = row("SELECT pg_get_constraintdef(oid) AS said FROM pg_constraint WHERE conname = %s", [rule])
    assert was
    on_owner(f"ALTER TABLE payments_bill DROP CONSTRAINT {rule}")
    try:
        both_have_read()
        together(2, lambda n: decide_refund(by[n], refund, True))
        assert given() == 1600, "without the guard more goes back than was paid"
    finally:
        on_owner("UPDATE payments_bill SET refunded_fen = 0, void_at = NULL; UPDATE payments_refund SET state = 'asked', decided_person = NULL")
        on_owner(f"ALTER TABLE payments_bill ADD CONSTRAINT {rule} {was['said']}")
    both_have_read()
    assert "IntegrityError" in together(2, lambda n: decide_refund(by[n], refund, True)), "the bound alone refuses the second"
    assert given() == 800
    on_owner("UPDATE payments_bill SET refunded_fen = 0; UPDATE payments_refund SET state = 'asked', decided_person = NULL; DELETE FROM notices_notice")
    monkeypatch.undo()
    outcome = together(2, lambda n: decide_refund(by[n], refund, True))
    assert sorted(map(str, outcome)) == ["None", "not_waiting_any_more"]
    assert given() == 800


def test_no_window_no_cash(desk: dict[str, Any]) -> None:
    li, case = desk["clerk"], desk["case"]
    refused(NotYours, lambda: take_cash(replace(li, window_id=None), case, 1000))
    assert at(li)
