"""A renewal from call to archive, and what must not get through."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.kernel.workdays import workdays_after
from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import together
from yitang.platform.identity.public import NotYours, PostMayNot, anonymous
from yitang.processes.archives.public import file_of, page_bytes
from yitang.processes.cases.public import (
    CaseMovedOn,
    NobodyServed,
    NothingMissing,
    NotPaid,
    NotReviewed,
    OpenCaseExists,
    PapersMissing,
    SamePerson,
    Seen,
    accept_case,
    acts_of,
    case_for,
    cases_of_visit,
    check,
    document_of,
    finish_visit,
    give_notice,
    issue,
    notice,
    review,
    verify_statement,
)
from yitang.processes.cases.tests.factories import at_desk
from yitang.processes.feedback.public import AlreadyRated, NothingToRate, may_rate, open_at_window, rate, ratings
from yitang.processes.payments.public import BillSettledAlready, WrongAmount, bill_of, take_cash
from yitang.processes.queue.public import call_next, finish, issue_ticket, leave, start_serving
from yitang.processes.queue.tests.test_queue import at, clerk
from yitang.registers.drivers.public import history, licence_of
from yitang.registers.offices.public import is_workday
from yitang.registers.people.public import id_of_number

RENEW = "DRV-RENEW"
FULL = Seen(medical_on=date(2026, 11, 20))


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    """A phone has a number, clerk c03 has called it and begun."""
    return {**at_desk(city, RENEW), "number": city["cast"]["renew"].number}


def test_from_call_to_archive(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    before = licence_of(id_of_number(desk["number"]))  # type: ignore[arg-type]
    case = accept_case(li, RENEW, desk["number"], FULL)
    assert (case.state, case.due_on, case.grant["years"]) == ("accepted", date(2026, 11, 25), "10")
    assert case.trace_id == desk["ticket"].trace_id
    with pytest.raises(NotReviewed):
        issue(li, case.id)
    review(li, case.id)
    with pytest.raises(NotPaid):
        issue(li, case.id)
    with pytest.raises(WrongAmount):
        take_cash(li, case.id, 999)
    assert take_cash(li, case.id, 1000).receipt.startswith("R20260000001")
    with pytest.raises(BillSettledAlready):
        take_cash(li, case.id, 1000)
    issue(li, case.id)
    with pytest.raises(CaseMovedOn):
        issue(li, case.id)
    after = licence_of(case.applicant_id)
    assert before.valid_until
    assert (before.term_years, after.term_years, after.valid_until) == (6, 10, before.valid_until.replace(year=before.valid_until.year + 10))
    assert [f.true_to for f in history(after.id) if f.kind == "term"] == [None, date(2026, 11, 24)]
    document = document_of(case)
    assert document
    assert verify_statement(document.statement).verdict == "valid"
    kept = file_of(case.id)
    assert kept
    assert kept.closed_at
    assert [p.kind for p in kept.pages] == ["application", "document"]
    assert page_bytes(kept.pages[1]).decode() == document.statement
    assert [a.act for a in acts_of(case)] == ["accept", "grant", "issue"]
    trace = rows("SELECT act FROM audit_row WHERE trace = %s ORDER BY real_at", [case.trace_id])
    assert [t["act"] for t in trace if t["act"] != "look"] == [
        "queue.issue_ticket", "queue.call_next", "queue.start", "cases.accept", "cases.review", "cases.issue"
    ]  # fmt: skip


def issued(desk: dict[str, Any]) -> Any:
    li = desk["clerk"]
    case = accept_case(li, RENEW, desk["number"], FULL)
    review(li, case.id)
    take_cash(li, case.id, 1000)
    issue(li, case.id)
    return case


def test_a_statement_that_was_changed_copied_or_superseded_fails(desk: dict[str, Any]) -> None:
    case = issued(desk)
    document = document_of(case)
    assert document
    said = document.statement
    assert verify_statement(said[:20] + ("A" if said[20] != "A" else "B") + said[21:]).verdict == "forged"
    assert verify_statement("rubbish").verdict == "forged"
    assert verify_statement("a.b.c").verdict == "forged"
    assert verify_statement(said, "0000").verdict == "other_holder"
    assert verify_statement(said, desk["number"][-4:]).good
    from yitang.platform.audit.public import act
    from yitang.registers.drivers.public import record_fact

    with act(Viewer.system(), "test.replace") as this:
        record_fact(this, case.subject_id, "document", {"serial": "D-NEW"}, clock.today())
    assert verify_statement(said).verdict == "superseded"


def test_everything_missing_comes_in_one_list_and_nothing_is_written(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    seen = Seen(holder_is_applicant=False, agent_name="代某", agent_identity=True)
    matter, found = check(li, RENEW, desk["number"], seen)
    assert matter.applicant.name_masked == "林**"[:2]
    assert [m.material for m in found.missing] == ["medical", "id_agent"]
    with pytest.raises(PapersMissing) as refusal:
        accept_case(li, RENEW, desk["number"], seen)
    assert "身体条件证明" in refusal.value.zh_text
    assert "委托书" in refusal.value.zh_text
    assert rows("SELECT 1 FROM cases_case") == rows("SELECT 1 FROM payments_bill") == []
    given = notice(li, give_notice(li, RENEW, desk["number"], seen))
    assert [m["article"] for m in given["findings"]["missing"]] == ["R162 Art.63(2)", "R162 Art.105"]


def test_nobody_is_told_that_papers_are_missing_when_none_is(desk: dict[str, Any]) -> None:
    with pytest.raises(NothingMissing):
        give_notice(desk["clerk"], RENEW, desk["number"], FULL)
    assert rows("SELECT 1 FROM cases_notice") == rows("SELECT 1 FROM notices_notice") == []


@pytest.mark.parametrize(
    ("key", "ground"), [("suspended", "suspended"), ("early", "too_early"), ("expired", "expired_over_a_year"), ("violations", "violations_open")]
)
def test_what_the_register_says_stands_against_it(desk: dict[str, Any], key: str, ground: str) -> None:
    _, found = check(desk["clerk"], RENEW, desk["cast"][key].number, FULL)
    assert [g.code for g in found.grounds] == [ground]


@pytest.mark.parametrize(
    ("began_years", "studied", "years", "grounds"), [(-1, True, "10", []), (-1, False, "10", ["full_points"]), (0, True, "6", []), (5, True, "6", [])]
)
def test_full_points_of_an_earlier_term_do_not_shorten_this_one(desk: dict[str, Any], began_years: int, studied: bool, years: str, grounds: list[str]) -> None:
    from yitang.platform.audit.public import act
    from yitang.registers.drivers.public import record_fact

    licence = licence_of(id_of_number(desk["number"]))  # type: ignore[arg-type]
    began = licence.valid_from.replace(year=licence.valid_from.year + began_years)
    with act(Viewer.system(), "test.points") as this:
        record_fact(this, licence.id, "cycles", {"cycles": [{"start": began.isoformat(), "points": 12, "studied": studied}]}, clock.today())
    _, found = check(desk["clerk"], RENEW, desk["number"], FULL)
    assert [g.code for g in found.grounds] == grounds
    if not grounds:
        assert found.grant["years"] == years


def test_a_case_is_accepted_only_for_who_is_served_and_once(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    other = clerk(desk, 5)
    with pytest.raises(NobodyServed):
        accept_case(other, RENEW, desk["number"], FULL)
    accept_case(li, RENEW, desk["number"], FULL)
    with pytest.raises(OpenCaseExists):
        accept_case(li, RENEW, desk["number"], FULL)
    assert len(rows("SELECT 1 FROM cases_case")) == len(rows("SELECT 1 FROM payments_bill")) == 1


def test_another_office_another_phone_and_a_made_up_id_see_the_same_nothing(desk: dict[str, Any]) -> None:
    case = accept_case(desk["clerk"], RENEW, desk["number"], FULL)
    assert case_for(desk["phone"], case.id).number == case.number
    assert [c.id for c in cases_of_visit(desk["phone"], desk["ticket"].visit_id)] == [case.id]
    li = desk["clerk"]
    elsewhere = Viewer(li.account_id, li.person_id, "clerk", uuid4(), uuid4(), uuid4(), level="two_factor")
    _, other_phone = anonymous()
    said = set()
    for viewer, wanted in ((elsewhere, case.id), (other_phone, case.id), (li, uuid4())):
        with pytest.raises(NotYours) as refusal:
            case_for(viewer, wanted)
        said.add(str(refusal.value.as_dict()))
    assert len(said) == 1
    with pytest.raises(NotYours):
        review(elsewhere, case.id)
    with pytest.raises(NotYours):
        take_cash(elsewhere, case.id, 1000)


def test_the_review_of_ones_own_case_is_refused_by_rule_and_by_the_database(desk: dict[str, Any]) -> None:
    from yitang.platform.policy.public import forget

    li = desk["clerk"]
    case = accept_case(li, RENEW, desk["number"], FULL)
    execute("UPDATE policy_value SET value = '[\"DRV-RENEW\"]'::jsonb WHERE name = 'cases.two_people'")
    forget()
    with pytest.raises(SamePerson):
        review(li, case.id)
    second_account = Viewer(uuid4(), li.person_id, "reviewer", li.office_id, li.hall_id, level="two_factor")
    with pytest.raises(SamePerson):
        review(second_account, case.id)
    insert = (
        "INSERT INTO cases_review (id, case_id, two_people, acceptor_person, reviewer_account, reviewer_person, decision, ground, at) "
        "VALUES (%s, %s, true, %s, %s, %s, 'grant', '', now())"
    )
    with pytest.raises(Exception, match="reviewer_is_not_the_acceptor"):
        execute(insert, [uuid4(), case.id, li.person_id, uuid4(), li.person_id])
    other = clerk(desk, 5)
    review(other, case.id)
    assert case_for(li, case.id).state == "reviewed"
    execute("UPDATE policy_value SET value = '[\"VEH-MORTGAGE\"]'::jsonb WHERE name = 'cases.two_people'")
    forget()


def test_one_who_leaves_without_paying_is_found_again(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    case = accept_case(li, RENEW, desk["number"], FULL)
    review(li, case.id)
    leave(li, at(li))
    other = clerk(desk, 5)
    take_cash(other, case.id, 1000)
    issue(other, case.id)
    assert case_for(other, case.id).state == "filed"


def test_money_is_taken_once_however_many_windows_try(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    case = accept_case(li, RENEW, desk["number"], FULL)
    outcome = together(6, lambda _: take_cash(li, case.id, 1000).receipt)
    assert sorted(outcome, key=str.isupper).count("bill_settled_already") == 5
    assert row("SELECT count(*) AS n, sum(fen) AS fen FROM payments_payment") == {"n": 1, "fen": 1000}
    assert bill_of(case.id).settled_at


def test_a_document_cannot_exist_without_review_and_bill_even_by_hand(desk: dict[str, Any]) -> None:
    case = accept_case(desk["clerk"], RENEW, desk["number"], FULL)
    with pytest.raises(Exception, match="null value in column"):
        execute(
            "INSERT INTO cases_document (id, case_id, kind, serial, review_id, bill_id, statement, issued_at) "
            "VALUES (%s, %s, 'licence', 'X', NULL, %s, '', now())",
            [uuid4(), case.id, uuid4()],
        )


def test_the_citizen_rates_once_and_the_clerk_never(desk: dict[str, Any]) -> None:
    li, phone = desk["clerk"], desk["phone"]
    issued(desk)
    ticket_id: UUID = desk["ticket"].id
    with pytest.raises(PostMayNot):
        rate(li, ticket_id, 5)
    screen = Viewer(post="screen", device_id=uuid4(), device_kind="screen", hall_id=desk["hall"], office_id=desk["office"], window_id=at(li))
    far = Viewer(post="screen", device_id=uuid4(), device_kind="screen", hall_id=desk["hall"], office_id=desk["office"], window_id=uuid4())
    with pytest.raises(NothingToRate):
        rate(far, ticket_id, 5)
    with pytest.raises(Refusal, match="no_such_grade"):
        rate(phone, ticket_id, 6)
    assert open_at_window(desk["hall"], at(li)) == ticket_id
    rate(phone, ticket_id, 2)
    with pytest.raises(AlreadyRated):
        rate(screen, ticket_id, 5)
    assert not may_rate(ticket_id)
    chief = Viewer(uuid4(), uuid4(), "chief", desk["office"], desk["hall"], level="two_factor")
    assert [(r.grade, r.source, r.quick, r.bad) for r in ratings(chief, desk["office"], clock.today())] == [(2, "citizen", True, True)]
    with pytest.raises(PostMayNot):
        ratings(li, desk["office"], clock.today())
    finish(li, at(li))


def test_the_screen_of_a_window_never_asks_for_the_visit_of_somebody_before(desk: dict[str, Any]) -> None:
    li, hall = desk["clerk"], desk["hall"]
    _, other = anonymous()
    second, third = (issue_ticket(viewer, hall, (RENEW,), "phone") for viewer in (other, anonymous()[1]))
    finish_visit(li, at(li))
    assert open_at_window(hall, at(li)) == desk["ticket"].id
    call_next(li, at(li))
    assert open_at_window(hall, at(li)) is None, "the next one is called"
    finish_visit(li, at(li))
    assert open_at_window(hall, at(li)) == second.id
    rate(other, second.id, 5)
    assert open_at_window(hall, at(li)) is None, "the one before did not rate, and is not here"
    assert call_next(li, at(li)) == third.id
    start_serving(li, at(li))
    leave(li, at(li))
    assert open_at_window(hall, at(li)) is None, "the one who left has nothing to rate, and those before are gone"
    rate(desk["phone"], desk["ticket"].id, 4)
    assert not may_rate(desk["ticket"].id), "on the own phone it is still possible"


def test_due_dates_skip_weekends_and_holidays(desk: dict[str, Any]) -> None:
    assert workdays_after(date(2026, 11, 27), 1, is_workday) == date(2026, 11, 30)
    assert workdays_after(date(2026, 9, 30), 1, is_workday) == date(2026, 10, 5)
    assert connections["default"]
