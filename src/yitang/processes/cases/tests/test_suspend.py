"""A case is stopped as suspicious, nothing moves it, another person ends the investigation; against issue at the same moment one wins."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.kernel.workdays import after_a_stop
from yitang.platform.database.public import execute, row, rows, set_clock
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity.public import NotYours, PostMayNot
from yitang.platform.policy.public import forget
from yitang.platform.uploads.tests.factories import decoded
from yitang.processes.archives.public import file_of
from yitang.processes.cases import operations, suspending
from yitang.processes.cases.businesses.suspicions import LICENCE, VEHICLE
from yitang.processes.cases.domain import EVIDENCE, STATES
from yitang.processes.cases.public import (
    CaseMovedOn,
    CaseSuspended,
    EvidenceNeeded,
    NothingFound,
    OpenCaseExists,
    OutcomeNeeded,
    OwnMatter,
    StoppedByYou,
    SuspicionNeeded,
    accept_case,
    acts_of,
    add_evidence,
    add_upload,
    case_for,
    issue,
    may_end_suspension,
    may_suspend,
    pause_of,
    reject_case,
    release_case,
    review,
    suspend_case,
    suspensions_of,
    withdraw,
)
from yitang.processes.cases.tests.factories import staff
from yitang.processes.cases.tests.orders import stands_in_its_order
from yitang.processes.cases.tests.test_case import FULL, RENEW
from yitang.processes.cases.tests.test_mortgage_case import accept, second
from yitang.processes.cases.tests.test_mortgage_case import desk as mortgage_desk
from yitang.processes.payments.public import BillHeld, BillVoid, ask_code, bill_of, is_settled, take_cash
from yitang.processes.payments.tests.factories import unpaid
from yitang.processes.payments.tests.test_codes import on_owner
from yitang.processes.queue.tests.test_queue import at, clerk

__all__ = ["mortgage_desk"]
SEEN = "体检证明的印章和留存的不一样"


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    found = unpaid(city)
    return {**found, "chief": staff(city, "chief", "chief"), "reviewer": staff(city, "r01", "reviewer")}


def stopped(desk: dict[str, Any]) -> UUID:
    suspend_case(desk["clerk"], desk["case"], "false_papers", SEEN)
    case_id: UUID = desk["case"]
    return case_id


def kept() -> tuple[Any, ...]:
    """What a refused act must leave as it was."""
    return tuple(rows(f"SELECT * FROM {table} ORDER BY id") for table in ("cases_case", "cases_act", "cases_suspension", "cases_evidence", "payments_bill"))


def test_each_suspicion_stands_in_its_order() -> None:
    for name, suspicion in (*VEHICLE.items(), *LICENCE.items()):
        assert stands_in_its_order(suspicion.basis), name
        assert suspicion.zh
        assert suspicion.en


def test_stopped_looked_into_and_released_it_stands_where_it_stood_with_its_days_left(desk: dict[str, Any]) -> None:
    li, case_id, chief = desk["clerk"], desk["case"], desk["chief"]
    before = case_for(li, case_id)
    assert (before.due_on, may_suspend(li, before)) == (date(2026, 11, 25), True)
    stopped(desk)
    case = case_for(desk["phone"], case_id)
    assert (case.state, case.state_zh) == ("suspended", "停办核查")
    said = pause_of(case)
    assert said
    assert (said.due_on, said.said, said.outcome) == (date(2026, 12, 8), "", ""), "ten working days; nothing of the reason"
    with pytest.raises(NothingFound):
        release_case(chief, case_id, "没有问题")
    add_evidence(li, case_id, "issuer", "医院确认证明是它出的")
    set_clock(clock.now() + timedelta(days=3), 1.0)
    assert clock.today() == date(2026, 11, 27)
    release_case(chief, case_id, "医院确认，印章刚换过")
    after = case_for(li, case_id)
    assert (after.state, after.due_on) == ("reviewed", date(2026, 11, 30)), "one working day was left, and Monday is the next"
    ((one, evidence),) = suspensions_of(chief, case_id)
    assert (one.reason, one.seen, one.outcome, one.limit_before, one.decided_account) == (
        "false_papers", SEEN, "released", date(2026, 11, 25), chief.account_id
    )  # fmt: skip
    assert [(piece.n, piece.zh, piece.said) for piece in evidence] == [(1, "向核发机关核查", "医院确认证明是它出的")]
    assert [a.act for a in acts_of(after)] == ["accept", "grant", "suspend", "evidence", "release"]
    file = file_of(case_id)
    assert file
    assert [p.kind for p in file.pages] == ["application", "suspension", "evidence", "released"]
    take_cash(li, case_id, 1000)
    issue(li, case_id)
    assert row("SELECT state FROM cases_case") == {"state": "filed"}
    assert rows("SELECT template FROM notices_notice WHERE template = ANY(%s) ORDER BY created_at", [["case_suspended", "case_released", "case_issued"]]) == [
        {"template": "case_suspended"}, {"template": "case_released"}, {"template": "case_issued"}
    ]  # fmt: skip
    assert {r["act"] for r in rows("SELECT act FROM audit_row")} >= {"cases.suspend", "cases.add_evidence", "cases.end_suspension"}


def test_while_it_is_looked_into_nothing_moves_it_by_name_and_in_the_database(desk: dict[str, Any]) -> None:
    li, case_id = desk["clerk"], desk["case"]
    number = desk["cast"]["renew"].number
    order = ask_code(li, case_id)
    stopped(desk)
    assert row("SELECT state FROM payments_order WHERE id = %s", [order.id]) == {"state": "cancelled"}
    was = kept()
    moves: tuple[Callable[[], object], ...] = (
        lambda: review(li, case_id), lambda: review(li, case_id, "refuse", "不行"), lambda: issue(li, case_id), lambda: withdraw(li, case_id, "applicant"),
        lambda: add_upload(desk["phone"], case_id, "medical", "x.jpg", decoded()), lambda: suspend_case(desk["reviewer"], case_id, "other", SEEN),
    )  # fmt: skip
    for move in moves:
        with pytest.raises(CaseSuspended) as refusal:
            move()
        assert refusal.value.cure_zh_text
        assert refusal.value.cure_en_text
    for take in (lambda: take_cash(li, case_id, 1000), lambda: ask_code(li, case_id)):
        with pytest.raises(BillHeld):
            take()
    with pytest.raises(OpenCaseExists):
        accept_case(li, RENEW, number, FULL)
    assert kept() == was
    for state in ("reviewed", "issued", "filed", "withdrawn", "refused"):
        with pytest.raises(IntegrityError, match="a_suspended_case_stands_still"):
            execute("UPDATE cases_case SET state = %s", [state])
    with pytest.raises(IntegrityError, match="a_held_bill_takes_no_money"):
        execute("UPDATE payments_bill SET settled_at = now()")
    with pytest.raises(IntegrityError, match="another_person_ends_a_suspension"):
        execute("UPDATE cases_suspension SET ended_at = now(), outcome = 'released', said = 'x', decided_person = person_id")


def test_borne_out_it_ends_refused_the_bill_is_void_and_the_applicant_hears_why_and_where_to_object(desk: dict[str, Any]) -> None:
    li, case_id = desk["clerk"], stopped(desk)
    add_evidence(desk["reviewer"], case_id, "asked", "申请人承认证明是买来的")
    reject_case(desk["chief"], case_id, "提交虚假的身体条件证明")
    case = case_for(desk["phone"], case_id)
    said = pause_of(case)
    assert said
    assert (case.state, said.outcome, said.said) == ("refused", "refused", "提交虚假的身体条件证明")
    assert bill_of(case_id).void_at
    with pytest.raises(BillVoid):
        take_cash(li, case_id, 1000)
    with pytest.raises(CaseMovedOn):
        add_evidence(li, case_id, "asked", "再问一次")
    kept_file = file_of(case_id)
    assert kept_file
    assert kept_file.closed_at
    assert accept_case(li, RENEW, desk["cast"]["renew"].number, FULL).state == "accepted", "the same business may be applied for again"


def test_money_that_was_paid_before_stays_and_does_not_force_a_yes(desk: dict[str, Any]) -> None:
    take_cash(desk["clerk"], desk["case"], 1000)
    case_id = stopped(desk)
    add_evidence(desk["clerk"], case_id, "records", "档案里没有这张证明")
    reject_case(desk["chief"], case_id, "证明不真实")
    assert is_settled(case_id)
    assert row("SELECT state FROM cases_case") == {"state": "refused"}


def test_who_may_and_what_is_asked(desk: dict[str, Any]) -> None:
    li, case_id, chief, reviewer = desk["clerk"], desk["case"], desk["chief"], desk["reviewer"]
    far = Viewer(li.account_id, li.person_id, "chief", case_id, case_id, None, level="two_factor")
    was = kept()
    for viewer, refused in ((desk["phone"], PostMayNot), (Viewer(post="guide", level="two_factor"), PostMayNot), (far, NotYours)):
        with pytest.raises(refused):
            suspend_case(viewer, case_id, "other", SEEN)
    for reason, seen in (("", SEEN), ("unlawful_car", SEEN), ("other", ""), ("other", " 看 ")):
        with pytest.raises(SuspicionNeeded):
            suspend_case(li, case_id, reason, seen)
    assert kept() == was, "a vehicle's suspicion is none of a licence"
    suspend_case(chief, case_id, "too_often", SEEN)
    was = kept()
    with pytest.raises(PostMayNot):
        release_case(li, case_id, "没有问题")
    for kind, said in (("", "问过"), ("heard", "问过"), ("asked", "")):
        with pytest.raises(EvidenceNeeded):
            add_evidence(li, case_id, kind, said)
    assert kept() == was
    for kind in EVIDENCE:
        add_evidence(li, case_id, kind, "记录在案")
    was = kept()
    with pytest.raises(StoppedByYou):
        release_case(chief, case_id, "没有问题")
    with pytest.raises(OutcomeNeeded):
        release_case(reviewer, case_id, " ")
    case = case_for(chief, case_id)
    (one, _), *_ = suspensions_of(chief, case_id)
    assert (may_end_suspension(chief, case, one), may_end_suspension(li, case, one), may_end_suspension(reviewer, case, one)) == (False, False, True)
    with pytest.raises(PostMayNot):
        suspensions_of(desk["phone"], case_id)
    assert kept() == was
    release_case(reviewer, case_id, "没有问题")
    suspend_case(li, case_id, "other", "又来了一次")
    assert len(suspensions_of(li, case_id)) == 2


def test_a_party_neither_stops_nor_decides(desk: dict[str, Any]) -> None:
    applicant = case_for(desk["clerk"], desk["case"]).applicant_id
    own = Viewer(desk["chief"].account_id, applicant, "chief", desk["office"], desk["hall"], level="two_factor")
    with pytest.raises(OwnMatter):
        suspend_case(own, desk["case"], "other", SEEN)
    case_id = stopped(desk)
    with pytest.raises(OwnMatter):
        add_evidence(own, case_id, "asked", "自己问自己")
    with pytest.raises(OwnMatter):
        release_case(own, case_id, "没有问题")


def test_where_the_office_counts_through_the_limit_stays(desk: dict[str, Any]) -> None:
    execute("UPDATE policy_value SET value = 'false' WHERE name = 'cases.suspension_stops_limit'")
    forget()
    case_id = stopped(desk)
    add_evidence(desk["clerk"], case_id, "asked", "问过了")
    set_clock(clock.now() + timedelta(days=3), 1.0)
    release_case(desk["chief"], case_id, "没有问题")
    assert case_for(desk["clerk"], case_id).due_on == date(2026, 11, 25)


STOPS = [
    ("2026-11-25", "2026-11-24", "2026-11-24", "2026-11-25"), ("2026-11-25", "2026-11-24", "2026-11-27", "2026-11-30"),
    ("2026-11-24", "2026-11-24", "2026-11-26", "2026-11-26"), ("2026-11-20", "2026-11-24", "2026-11-30", "2026-11-20"),
    ("2026-12-02", "2026-11-30", "2026-12-31", "2027-01-05"),
]  # fmt: skip


def test_a_stop_leaves_as_many_working_days_as_there_were() -> None:
    """Nothing between, a weekend between, no day left, over already, and New Year in what is left."""
    for limit, stop, end, then in (map(date.fromisoformat, one) for one in STOPS):
        assert after_a_stop(limit, stop, end, lambda on: on.isoweekday() <= 5 and on != date(2027, 1, 1)) == then


def unlocked(case_id: UUID) -> dict[str, Any]:
    found = row("SELECT * FROM cases_case WHERE id = %s", [case_id])
    assert found
    return found


def unasked(found: dict[str, Any], what: str) -> None:
    execute("UPDATE cases_case SET state = %s WHERE id = %s", [STATES[found["state"], what], found["id"]])


def unasked_stop(found: dict[str, Any], state: str, stopped_id: UUID | None) -> None:
    execute("UPDATE cases_case SET state = %s, suspension_id = %s WHERE id = %s", [state, stopped_id, found["id"]])


@contextmanager
def without(monkeypatch: pytest.MonkeyPatch, guard: str) -> Iterator[None]:
    """Guards taken away: ``statement`` leaves all but the lock, ``database`` the constraint alone, ``off`` nothing."""
    if guard != "both":
        meeting = Meeting(2)
        monkeypatch.setattr(operations, "locked", meeting.after(unlocked))
        monkeypatch.setattr(suspending, "locked", meeting.after(unlocked))
    bare = guard in ("off", "database")
    if bare:
        monkeypatch.setattr(operations, "move", unasked)
        monkeypatch.setattr(suspending, "_to", unasked_stop)
        # The number of an act within its case is the last thing that would stop the second of them.
        on_owner("ALTER TABLE cases_act DROP CONSTRAINT acts_are_numbered")
    if guard == "off":
        on_owner("ALTER TABLE cases_case DROP CONSTRAINT a_suspended_case_stands_still")
    try:
        yield
    finally:
        if bare:
            on_owner("DELETE FROM cases_act")
            on_owner("ALTER TABLE cases_act ADD CONSTRAINT acts_are_numbered UNIQUE (case_id, n)")
        if guard == "off":
            on_owner("UPDATE cases_case SET suspension_id = NULL, state = 'filed'")
            on_owner(
                "ALTER TABLE cases_case ADD CONSTRAINT a_suspended_case_stands_still "
                "CHECK ((state = 'suspended' AND suspension_id IS NOT NULL) OR (state <> 'suspended' AND suspension_id IS NULL))"
            )


@pytest.mark.parametrize("guard", ["off", "database", "statement", "both"])
def test_of_issue_and_suspend_exactly_one_wins_and_without_the_guard_both(mortgage_desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch, guard: str) -> None:
    """The guards are the case's lock, its state in the statement, and the constraint that a suspended case stands still."""
    li, chief, case = mortgage_desk["clerk"], staff(mortgage_desk, "chief", "chief"), accept(mortgage_desk)
    review(second(mortgage_desk), case.id)
    do: list[Callable[[], None]] = [lambda: issue(li, case.id), lambda: suspend_case(chief, case.id, "forged", SEEN)]
    with without(monkeypatch, guard):
        outcome, state = together(2, lambda n: do[n]()), row("SELECT state FROM cases_case")
        if guard == "off":
            assert outcome == [None, None], "without the guards the case is issued and suspended"
            return
        if guard == "database":
            assert outcome in ([None, None], ["IntegrityError", None]), "what is suspended is not issued; what was issued may still be marked"
            assert state == {"state": "suspended"}
            return
    assert sorted(map(str, outcome)) in (["None", "case_moved_on"], ["None", "case_suspended"])
    assert state == {"state": ["filed", "suspended"][outcome.index(None)]}
    assert len(rows("SELECT 1 FROM cases_document")) == (1 if outcome[0] is None else 0)


@pytest.mark.parametrize("guard", ["off", "statement", "both"])
def test_two_who_decide_at_once_decide_once_and_without_the_guard_twice(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch, guard: str) -> None:
    case_id = stopped(desk)
    add_evidence(desk["clerk"], case_id, "asked", "问过了")
    do: list[Callable[[], None]] = [lambda: release_case(desk["chief"], case_id, "没有问题"), lambda: reject_case(desk["reviewer"], case_id, "证明不真实")]
    with without(monkeypatch, guard):
        outcome = together(2, lambda n: do[n]())
        if guard == "off":
            assert outcome == [None, None], "without the guards it is released and refused"
            return
    assert sorted(map(str, outcome)) == ["None", "case_moved_on"]
    assert row("SELECT outcome FROM cases_suspension") == {"outcome": ["released", "refused"][outcome.index(None)]}


def test_a_case_of_nobody_elses_desk_is_stopped_where_it_lies(desk: dict[str, Any]) -> None:
    """A colleague of the same office, at another window: the case hears it at the window where it was accepted."""
    suspend_case(clerk(desk, 5), desk["case"], "forged", SEEN)
    told = rows("SELECT topic FROM live_outbox WHERE kind = 'case' AND payload ->> 'step' = 'suspend'")
    assert f"window:{at(desk['clerk'])}" in {r["topic"] for r in told}
