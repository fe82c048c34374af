"""A mortgage from the desk to the register: owners, lender, two people, and what must not get through."""

from dataclasses import replace
from typing import Any

import pytest

from yitang.config.demo.vehicles import banks, cars, two_numbers
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import together
from yitang.processes.cases.public import (
    CaseMovedOn,
    FactsChanged,
    GroundNeeded,
    LenderUnknown,
    MortgageSeen,
    NotReviewed,
    OpenCaseExists,
    PapersMissing,
    PartySeen,
    SamePerson,
    accept_case,
    case_for,
    cases_to_review,
    check,
    document_of,
    issue,
    papers_of,
    parties_of,
    review,
    review_of,
    verify_statement,
)
from yitang.processes.cases.tests.factories import at_desk, staff
from yitang.registers.people.public import id_of_number, match_persons
from yitang.registers.people.tests.factories import somebody
from yitang.registers.vehicles.public import entry_is_current, facts_over_time, find_vehicle, record_vehicle_fact, vehicle

MORTGAGE = "VEH-MORTGAGE"
BANK = next(iter(banks().values()))
AGENT = PartySeen(BANK, present=False, agent_identity=True, agent_letter=True)


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    """The bank's agent has a number, clerk c03 has called it and begun; the owner sits beside him."""
    return at_desk(city, MORTGAGE)


def seen_of(desk: dict[str, Any], key: str = "mortgage", **more: Any) -> MortgageSeen:
    """Everything in order for one of the demo's vehicles."""
    car = cars()[key]
    owners = tuple(PartySeen(desk["cast"][owner].number) for owner in car.owners)
    return replace(MortgageSeen(owners, AGENT, certificate=car.certificate, contract="HT-2026-1", agent_name="钱代办"), **more)


def accept(desk: dict[str, Any], key: str = "mortgage", **more: Any) -> Any:
    return accept_case(desk["clerk"], MORTGAGE, cars()[key].plate, seen_of(desk, key, **more))


def second(desk: dict[str, Any]) -> Viewer:
    """A reviewer of the same office, another person."""
    return staff(desk, "r01", "reviewer")


def test_from_the_desk_to_the_certificate(desk: dict[str, Any]) -> None:
    li, reviewer = desk["clerk"], second(desk)
    case = accept(desk)
    assert (case.state, case.grant["rank"], case.agent_name) == ("accepted", "1", "钱代办")
    assert [role for role, _ in parties_of(case)] == ["owner", "lender"]
    assert papers_of(case) == [("id_mort", "shown"), ("regcert", "shown"), ("mcontract", "shown"), ("id_agent", "shown")]
    assert desk["cast"]["renew"].number not in str(row("SELECT facts::text FROM cases_case"))
    with pytest.raises(SamePerson):
        review(li, case.id)
    with pytest.raises(NotReviewed):
        issue(li, case.id)
    assert [c.id for c in cases_to_review(reviewer)] == [case.id]
    review(reviewer, case.id)
    assert cases_to_review(reviewer) == []
    issue(li, case.id)
    entered = vehicle(case.subject_id).mortgages
    assert [(m.contract, m.since) for m in entered] == [("HT-2026-1", clock.today())]
    assert entered[0].lender_id == id_of_number(BANK)
    document = document_of(case)
    assert document
    assert document.kind == "endorsement"
    assert verify_statement(document.statement).good
    assert verify_statement(document.statement, "9999").verdict == "other_holder"
    assert [f["true_to"] for f in facts_over_time(case.subject_id, "mortgages")] == [None, clock.today()]
    with act(Viewer.system(), "test.release") as this:
        record_vehicle_fact(this, case.subject_id, "mortgages", {"mortgages": []}, clock.today())
    assert verify_statement(document.statement).verdict == "superseded"
    assert entry_is_current("M-none") is None


def test_the_agent_without_a_letter_hears_everything_in_one_list(desk: dict[str, Any]) -> None:
    nothing = replace(AGENT, agent_identity=False, agent_letter=False)
    seen = seen_of(desk, lender=nothing, certificate="", contract="")
    matter, found = check(desk["clerk"], MORTGAGE, cars()["mortgage"].plate, seen)
    assert [m.material for m in found.missing] == ["id_agent", "id_agent", "regcert", "mcontract"]
    assert [p.role for p in matter.parties] == ["owner", "lender"]
    with pytest.raises(PapersMissing) as refusal:
        accept_case(desk["clerk"], MORTGAGE, cars()["mortgage"].plate, seen)
    assert "加盖公章的委托书" in refusal.value.zh_text
    assert rows("SELECT 1 FROM cases_case") == rows("SELECT 1 FROM cases_party") == []


@pytest.mark.parametrize(
    ("key", "ground"), [("sealed", "sealed"), ("customs", "customs"), ("scrap", "scrap"), ("elsewhere", "registered_elsewhere")]
)  # fmt: skip
def test_what_the_register_says_stands_against_it(desk: dict[str, Any], key: str, ground: str) -> None:
    _, found = check(desk["clerk"], MORTGAGE, cars()[key].vin, seen_of(desk, key))
    assert [g.code for g in found.grounds] == [ground]
    assert not found.missing


def test_both_of_two_owners_apply_and_a_stranger_does_not_count(desk: dict[str, Any]) -> None:
    li, car = desk["clerk"], cars()["joint"]
    both = seen_of(desk, "joint")
    assert check(li, MORTGAGE, car.plate, both)[1].clear
    matter, found = check(li, MORTGAGE, car.plate, replace(both, owners=both.owners[:1]))
    assert [m.material for m in found.missing] == ["id_mort"]
    assert found.missing[0].zh.startswith("共同所有人")
    assert [(p.role, p.here) for p in matter.parties] == [("owner", True), ("co_owner", False), ("lender", True)]
    other = PartySeen(desk["cast"]["soldier"].number)
    _, found = check(li, MORTGAGE, car.plate, replace(both, owners=(both.owners[0], other)))
    assert ([m.material for m in found.missing], [g.code for g in found.grounds]) == (["id_mort"], ["not_owner"])


def test_a_second_mortgage_stands_after_the_first_unless_policy_says_no(desk: dict[str, Any]) -> None:
    from yitang.platform.policy.public import forget

    _, found = check(desk["clerk"], MORTGAGE, cars()["mortgaged"].plate, seen_of(desk, "mortgaged"))
    assert found.clear
    assert found.grant["rank"] == "2"
    execute("UPDATE policy_value SET value = 'false'::jsonb WHERE name = 'mortgage.second_allowed'")
    forget()
    _, found = check(desk["clerk"], MORTGAGE, cars()["mortgaged"].plate, seen_of(desk, "mortgaged"))
    assert [g.code for g in found.grounds] == ["already_mortgaged"]
    execute("UPDATE policy_value SET value = 'true'::jsonb WHERE name = 'mortgage.second_allowed'")
    forget()


def test_a_networked_lender_needs_no_contract(desk: dict[str, Any]) -> None:
    from yitang.platform.policy.public import forget

    execute("UPDATE policy_value SET value = to_jsonb(ARRAY[%s]) WHERE name = 'mortgage.networked_lenders'", [BANK])
    forget()
    case = accept(desk, contract="")
    assert ("mcontract", "electronic") in papers_of(case)
    execute("UPDATE policy_value SET value = '[]'::jsonb WHERE name = 'mortgage.networked_lenders'")
    forget()


def test_a_lender_whom_the_register_does_not_know_is_registered_from_the_document(desk: dict[str, Any]) -> None:
    body = "91990000MA0NEW001"
    from yitang.kernel import credit_code

    code = body + credit_code.check_sign(body)
    seen = seen_of(desk, lender=replace(AGENT, number=code))
    with pytest.raises(LenderUnknown):
        accept_case(desk["clerk"], MORTGAGE, cars()["mortgage"].plate, seen)
    assert id_of_number(code) is None
    case = accept_case(desk["clerk"], MORTGAGE, cars()["mortgage"].plate, replace(seen, lender_name="演示市新银行"))
    assert parties_of(case)[1][1].id == id_of_number(code)
    review(second(desk), case.id)
    issue(desk["clerk"], case.id)


def test_what_changed_between_acceptance_and_entry_stops_the_entry(desk: dict[str, Any]) -> None:
    case = accept(desk)
    review(second(desk), case.id)
    stranger = id_of_number(desk["cast"]["soldier"].number)
    with act(Viewer.system(), "test.sold") as this:
        record_vehicle_fact(this, case.subject_id, "owners", {"owners": [str(stranger)]}, clock.today())
    with pytest.raises(FactsChanged) as refusal:
        issue(desk["clerk"], case.id)
    assert "身份证明" in refusal.value.zh_text
    assert vehicle(case.subject_id).mortgages == ()


def test_a_refusal_names_its_ground_and_ends_the_case(desk: dict[str, Any]) -> None:
    case, reviewer = accept(desk), second(desk)
    with pytest.raises(GroundNeeded):
        review(reviewer, case.id, "refuse", " ")
    review(reviewer, case.id, "refuse", "合同签名与身份证不是一个人")
    assert case_for(desk["clerk"], case.id).state == "refused"
    found = review_of(case)
    assert found
    assert found.ground.startswith("合同签名")
    with pytest.raises(CaseMovedOn):
        review(reviewer, case.id)
    accept(desk)


def test_one_man_under_two_entries_of_the_register_does_not_review_what_he_accepted(desk: dict[str, Any]) -> None:
    case, reviewer = accept(desk), second(desk)
    assert reviewer.person_id
    kept, other = somebody(1), somebody(2)
    with act(Viewer.system(), "test.match") as this:
        match_persons(this, kept, other, "派出所证明 2026-1")
    execute("UPDATE cases_case SET acceptor_person = %s WHERE id = %s", [kept, case.id])
    for same in (kept, other):
        with pytest.raises(SamePerson):
            review(replace(reviewer, person_id=same), case.id)
    review(reviewer, case.id)


def test_one_vehicle_one_open_case_however_many_windows_try(desk: dict[str, Any]) -> None:
    outcome = together(3, lambda _: accept(desk).state)
    assert sorted(outcome) == ["accepted", "open_case_exists", "open_case_exists"]
    assert len(rows("SELECT 1 FROM cases_case")) == len(rows("SELECT 1 FROM archives_file")) == 1
    with pytest.raises(OpenCaseExists):
        accept(desk)


def test_an_entry_is_made_once_however_often_it_is_tried_at_once(desk: dict[str, Any]) -> None:
    case = accept(desk)
    review(second(desk), case.id)

    def once(_: int) -> str:
        issue(desk["clerk"], case.id)
        return "done"

    outcome = together(6, once)
    assert sorted(outcome).count("done") == 1
    assert len(vehicle(case.subject_id).mortgages) == 1


def test_one_man_has_two_numbers_and_is_found_by_both(desk: dict[str, Any]) -> None:
    old, new = two_numbers()
    assert id_of_number(old) == id_of_number(new) is not None


def test_a_look_at_a_vehicle_is_recorded(desk: dict[str, Any]) -> None:
    found = find_vehicle(desk["clerk"], cars()["mortgage"].plate, "办理 A001")
    looks = rows("SELECT 1 FROM audit_row WHERE act = 'look' AND thing_id = %s", [str(found.id)])
    assert len(looks) == 1
