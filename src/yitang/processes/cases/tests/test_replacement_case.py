"""A lost licence from the desk to the archive: the old one is void, and none is issued while another office holds it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.abuse.picture import as_it_was

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import rows
from yitang.platform.database.tests.races import together
from yitang.processes.archives.public import file_of
from yitang.processes.cases.public import (
    FactsChanged,
    LostSeen,
    NotPaid,
    PapersMissing,
    Seen,
    accept_case,
    case_for,
    check,
    document_of,
    issue,
    papers_of,
    review,
    verify_statement,
)
from yitang.processes.cases.statements import make_statement
from yitang.processes.cases.tests.factories import at_desk
from yitang.processes.cases.tests.orders import said_of
from yitang.processes.payments.public import take_cash
from yitang.registers.drivers.public import history, licence_of, record_fact, serial_is_current
from yitang.registers.people.public import id_of_number

LOST = "DRV-LOST"
HERE = LostSeen(health_declared=False)


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    """A phone has a number, clerk c03 has called it and begun."""
    return {**at_desk(city, LOST), "number": city["cast"]["lost"].number}


def holder(desk: dict[str, Any], key: str) -> Any:
    person = id_of_number(desk["cast"][key].number)
    assert person
    return licence_of(person)


def issued(desk: dict[str, Any], number: str, seen: LostSeen) -> Any:
    li = desk["clerk"]
    case = accept_case(li, LOST, number, seen)
    review(li, case.id)
    take_cash(li, case.id, 1000)
    issue(li, case.id)
    return case


def test_from_the_desk_to_the_archive_and_the_old_one_is_void(desk: dict[str, Any]) -> None:
    before = holder(desk, "lost")
    old = make_statement("driving_licence", before.document_serial, desk["number"][-4:], "2022-01-01", str(before.valid_until))
    assert verify_statement(old).good
    case = accept_case(desk["clerk"], LOST, desk["number"], HERE)
    assert (case.state, case.due_on) == ("accepted", date(2026, 11, 25))
    assert case.grant == {"moves": "", "from": str(before.valid_from), "until": str(before.valid_until), "replaces": before.document_serial}
    assert papers_of(case) == [("id_person", "shown")]
    review(desk["clerk"], case.id)
    with as_it_was(), pytest.raises(NotPaid):
        issue(desk["clerk"], case.id)
    take_cash(desk["clerk"], case.id, 1000)
    issue(desk["clerk"], case.id)
    after, document = holder(desk, "lost"), document_of(case)
    assert document
    assert (after.valid_until, after.term_years, after.issued_at_office) == (before.valid_until, before.term_years, before.issued_at_office)
    assert after.document_serial == document.serial
    assert verify_statement(document.statement).good
    assert verify_statement(old).verdict == "superseded"
    assert serial_is_current(before.document_serial) is False
    assert [f.true_to for f in history(after.id) if f.kind == "document"] == [None, clock.today()]
    assert len([f for f in history(after.id) if f.kind == "term"]) == 1, "the term runs on"
    kept = file_of(case.id)
    assert kept
    assert kept.closed_at
    assert case_for(desk["phone"], case.id).state == "filed"


def test_away_from_the_place_of_issue_the_licence_moves_here(desk: dict[str, Any]) -> None:
    number, before = desk["cast"]["issued_elsewhere"].number, holder(desk, "issued_elsewhere")
    assert before.issued_at_office == "演示外市车辆管理所"
    with as_it_was(), pytest.raises(PapersMissing) as refusal:
        accept_case(desk["clerk"], LOST, number, HERE)
    assert "身体条件申报" in refusal.value.zh_text
    case = issued(desk, number, LostSeen())
    after = holder(desk, "issued_elsewhere")
    assert case.grant["moves"] == "yes"
    assert (after.issued_at_office, after.valid_until) == ("演示市车辆管理所", before.valid_until)


def test_away_from_the_place_of_issue_violations_are_settled_first_and_at_home_they_do_not_count(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    assert check(li, LOST, desk["cast"]["violations"].number, HERE)[1].clear
    with act(Viewer.system(), "test.violation") as this:
        record_fact(this, holder(desk, "issued_elsewhere").id, "open", {"violations": 1, "accidents": 0}, clock.today())
    assert said_of(check(li, LOST, desk["cast"]["issued_elsewhere"].number, LostSeen())[1]) == ([], ["violations_open"])


def test_what_the_register_says_stands_against_it(desk: dict[str, Any]) -> None:
    known = {"suspended": ["held"], "seized": ["held"], "expired": ["expired_over_a_year"], "early": [], "soldier": []}
    for key, grounds in known.items():
        assert said_of(check(desk["clerk"], LOST, desk["cast"][key].number, HERE)[1]) == ([], grounds), key


def test_a_licence_that_is_seized_meanwhile_is_not_issued_again(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    case = accept_case(li, LOST, desk["number"], HERE)
    review(li, case.id)
    take_cash(li, case.id, 1000)
    with act(Viewer.system(), "test.seize") as this:
        record_fact(this, case.subject_id, "status", {"statuses": ["seized"]}, clock.today())
    with as_it_was(), pytest.raises(FactsChanged) as refusal:
        issue(li, case.id)
    assert "扣押" in refusal.value.zh_text


def test_papers_missing_one_by_one_and_all_in_one_list(desk: dict[str, Any]) -> None:
    agent = LostSeen(holder_is_applicant=False, agent_name="代某", agent_identity=True, agent_letter=True)
    without = [
        (replace(agent, identity_shown=False), "id_person"), (replace(agent, agent_identity=False), "id_agent"),
        (replace(agent, agent_letter=False), "id_agent"),
    ]  # fmt: skip
    for seen, material in without:
        with as_it_was(), pytest.raises(PapersMissing):
            accept_case(desk["clerk"], LOST, desk["number"], seen)
        assert said_of(check(desk["clerk"], LOST, desk["number"], seen)[1]) == ([material], [])
    nothing = replace(agent, identity_shown=False, agent_identity=False, agent_letter=False)
    assert said_of(check(desk["clerk"], LOST, desk["number"], nothing)[1]) == (["id_person", "id_agent", "id_agent"], [])
    case = accept_case(desk["clerk"], LOST, desk["number"], agent)
    assert (case.agent_name, papers_of(case)) == ("代某", [("id_person", "shown"), ("id_agent", "shown")])


def test_two_at_once_make_one_case_and_one_document(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    assert sorted(together(3, lambda _: accept_case(li, LOST, desk["number"], HERE).state)) == ["accepted", "open_case_exists", "open_case_exists"]
    case = case_for(li, rows("SELECT id FROM cases_case")[0]["id"])
    review(li, case.id)
    take_cash(li, case.id, 1000)

    def once(_: int) -> str:
        issue(li, case.id)
        return "done"

    assert sorted(together(3, once)).count("done") == 1
    assert len([f for f in history(case.subject_id) if f.kind == "document"]) == 2


def test_a_renewal_of_the_same_licence_at_the_same_time_loses_nothing(desk: dict[str, Any]) -> None:
    """Both were accepted; whichever is issued second reads what the first wrote, and only the last document is in force."""
    li = desk["clerk"]
    lost = accept_case(li, LOST, desk["number"], HERE)
    renewed = accept_case(li, "DRV-RENEW", desk["number"], Seen(medical_on=date(2026, 11, 20)))
    for case in (lost, renewed):
        review(li, case.id)
        take_cash(li, case.id, 1000)
    issue(li, renewed.id)
    issue(li, lost.id)
    after, last = holder(desk, "lost"), document_of(lost)
    assert last
    assert after.document_serial == last.serial
    assert (after.term_years, str(after.valid_until)) == (10, case_for(li, lost.id).grant["until"])
    first = document_of(renewed)
    assert first
    assert verify_statement(first.statement).verdict == "superseded"
