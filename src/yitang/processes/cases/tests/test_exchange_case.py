"""A new name or number from the desk to both registers: two people, encrypted until it is issued, the old licence void."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.abuse.picture import as_it_was

from yitang.config.demo.vehicles import two_numbers
from yitang.kernel import citizen_id, clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import row, rows
from yitang.platform.database.tests.races import together
from yitang.processes.archives.public import file_of, page_bytes
from yitang.processes.cases.public import (
    ExchangeSeen,
    FactsChanged,
    PapersMissing,
    SamePerson,
    accept_case,
    case_for,
    check,
    described,
    document_of,
    issue,
    papers_of,
    review,
    verify_statement,
    withdraw,
)
from yitang.processes.cases.tests.factories import at_desk
from yitang.processes.cases.tests.orders import said_of
from yitang.processes.cases.tests.test_mortgage_case import second
from yitang.processes.payments.public import take_cash
from yitang.registers.drivers.public import history, licence_of, record_fact
from yitang.registers.people.public import clear, documents, former_names, id_of_number, register_person

EXCHANGE = "DRV-INFO"
SEEN = ExchangeSeen(licence_shown=True, proof_shown=True, health_declared=False)


def fresh(n: int = 1, born: str = "19760101") -> str:
    """A number that nobody of the demo has."""
    body = f"990000{born}{n:03d}"
    return body + citizen_id.check_digit(body)


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    """A phone has a number, clerk c03 has called it and begun."""
    person = id_of_number(city["cast"]["early"].number)
    return {**at_desk(city, EXCHANGE), "number": city["cast"]["early"].number, "person": person}


def accepted(desk: dict[str, Any], **more: Any) -> Any:
    return accept_case(desk["clerk"], EXCHANGE, desk["number"], replace(SEEN, **more))


def ready(desk: dict[str, Any], **more: Any) -> Any:
    case = accepted(desk, **more)
    review(second(desk), case.id)
    take_cash(desk["clerk"], case.id, 1000)
    return case


def test_from_the_desk_to_both_registers(desk: dict[str, Any]) -> None:
    li, before = desk["clerk"], licence_of(desk["person"])
    case = accepted(desk, new_name="梁新名", new_number=fresh(), changed_on=date(2026, 11, 1))
    assert papers_of(case) == [("id_person", "shown"), ("dlicense", "shown"), ("idchange", "shown")]
    assert (case.grant["changes"], case.grant["late"], case.grant["until"]) == ("name number", "", str(before.valid_until))
    said = dict(described(case))
    assert (said["变更"], said["新姓名"], said["新证号尾号"]) == ("姓名、证号", "梁*", fresh()[-4:])
    assert clear(desk["person"], "name") == "梁演五", "nothing is changed before it is issued"
    with pytest.raises(SamePerson):
        review(li, case.id)
    review(second(desk), case.id)
    take_cash(li, case.id, 1000)
    issue(li, case.id)
    assert (clear(desk["person"], "name"), clear(desk["person"], "number")) == ("梁新名", fresh())
    assert former_names(desk["person"]) == [("梁*", clock.today())]
    assert [d.true_to for d in documents(desk["person"])] == [None, clock.today()]
    assert id_of_number(desk["number"]) == id_of_number(fresh()) == desk["person"]
    after, document = licence_of(desk["person"]), document_of(case)
    assert document
    assert (after.document_serial, after.valid_until) == (document.serial, before.valid_until)
    assert verify_statement(document.statement, fresh()[-4:]).good, "the new number stands on it"
    assert verify_statement(document.statement, desk["number"][-4:]).verdict == "other_holder"
    kept = file_of(case.id)
    assert kept
    assert kept.closed_at


def test_neither_name_nor_number_lies_in_clear_while_the_case_is_under_way(desk: dict[str, Any]) -> None:
    case = accepted(desk, new_name="梁新名", new_number=fresh())
    kept = file_of(case.id)
    assert kept
    said = str(rows("SELECT facts::text, agent_name FROM cases_case")) + "".join(page_bytes(page).decode() for page in kept.pages)
    assert "梁新名" not in said
    assert fresh() not in said


def test_a_withdrawn_case_changes_nothing(desk: dict[str, Any]) -> None:
    case = accepted(desk, new_name="梁新名")
    withdraw(desk["clerk"], case.id, "applicant")
    assert clear(desk["person"], "name") == "梁演五"
    assert row("SELECT count(*) AS n FROM people_change WHERE true_from IS NOT NULL") == {"n": 0}


def test_a_damaged_one_is_exchanged_for_the_same_data(desk: dict[str, Any]) -> None:
    case = ready(desk, damaged=True, licence_shown=False, proof_shown=False)
    assert (case.grant["why"], papers_of(case)) == ("damaged", [("id_person", "shown")])
    issue(desk["clerk"], case.id)
    assert rows("SELECT 1 FROM people_change") == []
    assert [f.value.get("why") for f in history(case.subject_id) if f.kind == "document"] == ["damaged", None]


def test_papers_missing_one_by_one_and_what_the_register_has_is_no_change(desk: dict[str, Any]) -> None:
    for more, missing, grounds in (
        ({"new_name": "梁新名", "licence_shown": False}, ["dlicense"], []),
        ({"new_number": fresh(), "proof_shown": False}, ["idchange"], []),
        ({"new_number": fresh(), "proof_shown": False, "licence_shown": False, "identity_shown": False}, ["id_person", "dlicense", "idchange"], []),
        ({"new_name": "梁演五", "new_number": desk["number"]}, [], ["nothing_changed"]),
        ({"new_number": desk["cast"]["soldier"].number}, [], ["number_taken"]),
        ({"new_number": two_numbers()[0]}, [], ["number_of_the_past", "number_taken"]),
    ):
        seen = replace(SEEN, **more)
        with as_it_was(), pytest.raises(PapersMissing):
            accept_case(desk["clerk"], EXCHANGE, desk["number"], seen)
        assert said_of(check(desk["clerk"], EXCHANGE, desk["number"], seen)[1]) == (missing, grounds)


def test_a_licence_that_another_office_holds_cannot_be_handed_in(desk: dict[str, Any]) -> None:
    known = {"suspended": ["dlicense"], "seized": ["dlicense"], "violations": [], "soldier": []}
    for key, missing in known.items():
        found = check(desk["clerk"], EXCHANGE, desk["cast"][key].number, replace(SEEN, new_name="新名"))[1]
        assert said_of(found) == (missing, []), key


def test_the_man_with_two_numbers_is_found_by_the_old_one(desk: dict[str, Any]) -> None:
    """The card of the first generation has another birthday; he is found by it, and what the register has of now is no change."""
    old, new = two_numbers()
    seen = replace(SEEN, new_number=new)
    assert said_of(check(desk["clerk"], EXCHANGE, old, seen)[1]) == ([], ["nothing_changed"])
    assert check(desk["clerk"], EXCHANGE, old, replace(SEEN, new_number=fresh(2, "19580316")))[1].clear


def test_who_comes_late_is_told_and_served(desk: dict[str, Any]) -> None:
    case = accepted(desk, new_name="梁新名", changed_on=date(2026, 10, 1))
    assert case.grant["late"] == "24"


def test_a_number_that_somebody_got_meanwhile_stops_it(desk: dict[str, Any]) -> None:
    case = ready(desk, new_number=fresh())
    with act(Viewer.system(), "test.registered") as this:
        register_person(this, "natural", "某某", fresh(), "", clock.today())
    with as_it_was(), pytest.raises(FactsChanged) as refusal:
        issue(desk["clerk"], case.id)
    assert "另一个人" in refusal.value.zh_text


def test_a_licence_that_is_seized_meanwhile_stops_it(desk: dict[str, Any]) -> None:
    case = ready(desk, new_name="梁新名")
    with act(Viewer.system(), "test.seize") as this:
        record_fact(this, case.subject_id, "status", {"statuses": ["seized"]}, clock.today())
    with as_it_was(), pytest.raises(FactsChanged):
        issue(desk["clerk"], case.id)
    assert clear(desk["person"], "name") == "梁演五"


def test_two_at_once_make_one_case_one_proposal_and_one_document(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    outcome = together(3, lambda _: accepted(desk, new_name="梁新名").state)
    assert sorted(outcome) == ["accepted", "open_case_exists", "open_case_exists"]
    assert row("SELECT count(*) AS n FROM people_change") == {"n": 1}
    case = case_for(li, rows("SELECT id FROM cases_case")[0]["id"])
    review(second(desk), case.id)
    take_cash(li, case.id, 1000)

    def once(_: int) -> str:
        issue(li, case.id)
        return "done"

    assert sorted(together(3, once)).count("done") == 1
    assert former_names(desk["person"]) == [("梁*", clock.today())]
