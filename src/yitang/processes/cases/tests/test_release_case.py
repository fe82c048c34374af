"""A release from the desk to the register: both ways of order 164 Art.33, two people, and what must not get through."""

from dataclasses import replace
from typing import Any

import pytest
from tests.abuse.picture import as_it_was

from yitang.config.demo.vehicles import banks, cars, two_numbers
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import together
from yitang.platform.policy.public import forget
from yitang.processes.archives.public import file_of
from yitang.processes.cases.public import (
    FactsChanged,
    PapersMissing,
    PartySeen,
    ReleaseSeen,
    SamePerson,
    accept_case,
    acts_of,
    case_for,
    check,
    document_of,
    issue,
    papers_of,
    parties_of,
    review,
    verify_statement,
)
from yitang.processes.cases.tests.factories import at_desk
from yitang.processes.cases.tests.orders import said_of
from yitang.processes.cases.tests.test_mortgage_case import AGENT, second
from yitang.registers.people.public import add_document, id_of_number
from yitang.registers.vehicles.public import entry_is_current, facts_over_time, record_vehicle_fact, vehicle

RELEASE = "VEH-MORTGAGE-REL"
OTHER_BANK = list(banks().values())[1]


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    """The bank's agent has a number, clerk c03 has called it and begun; the owner sits beside him."""
    return at_desk(city, RELEASE)


def seen_of(desk: dict[str, Any], key: str = "paid_off", **more: Any) -> ReleaseSeen:
    """Everything in order for one of the demo's vehicles."""
    owners = tuple(PartySeen(desk["cast"][owner].number) for owner in cars()[key].owners)
    return replace(ReleaseSeen(owners, AGENT, "钱代办", cars()[key].certificate), **more)


def court(desk: dict[str, Any], key: str = "paid_off", **more: Any) -> ReleaseSeen:
    """The owner alone, with the papers of a court."""
    alone = replace(seen_of(desk, key), lender=PartySeen(present=False), by_court=True, court="演示民初1号", court_notice=True)
    return replace(alone, **more)


def accept(desk: dict[str, Any], key: str = "paid_off", **more: Any) -> Any:
    return accept_case(desk["clerk"], RELEASE, cars()[key].plate, seen_of(desk, key, **more))


def test_from_the_desk_to_the_archive(desk: dict[str, Any]) -> None:
    li, reviewer = desk["clerk"], second(desk)
    case = accept(desk)
    entry = vehicle(case.subject_id).mortgages[0]
    assert (case.state, case.grant) == (
        "accepted", {"from": str(clock.today()), "left": "0", "entry": entry.serial, "since": str(entry.since)}
    )  # fmt: skip
    assert [role for role, _ in parties_of(case)] == ["owner", "lender"]
    assert papers_of(case) == [("id_mort", "shown"), ("regcert", "shown"), ("id_agent", "shown")]
    assert desk["cast"]["renew"].number not in str(row("SELECT facts::text FROM cases_case"))
    with pytest.raises(SamePerson):
        review(li, case.id)
    review(reviewer, case.id)
    issue(li, case.id)
    assert vehicle(case.subject_id).mortgages == ()
    document = document_of(case)
    assert document
    assert (document.kind, document.serial[0]) == ("release", "R")
    assert verify_statement(document.statement).good
    assert verify_statement(document.statement).words == ("登记证书签注：解除抵押登记", "Release of a mortgage")
    assert verify_statement(document.statement, "9999").verdict == "other_holder"
    kept = file_of(case.id)
    assert kept
    assert kept.closed_at
    assert [a.act for a in acts_of(case)] == ["accept", "grant", "issue"]
    assert [f["true_to"] for f in facts_over_time(case.subject_id, "mortgages")] == [None, clock.today()]


def test_a_court_ends_it_with_the_owner_alone(desk: dict[str, Any]) -> None:
    li, car = desk["clerk"], cars()["paid_off"]
    _, found = check(li, RELEASE, car.plate, court(desk, court_notice=False))
    assert said_of(found) == (["court"], [])
    case = accept_case(li, RELEASE, car.plate, court(desk))
    assert papers_of(case) == [("regcert", "shown"), ("court", "shown")]
    assert [role for role, _ in parties_of(case)] == ["owner", "lender"], "the lender's right ends, here or not"
    review(second(desk), case.id)
    issue(li, case.id)
    assert vehicle(case.subject_id).mortgages == ()


def test_a_court_and_nobody_of_the_two(desk: dict[str, Any]) -> None:
    _, found = check(desk["clerk"], RELEASE, cars()["paid_off"].plate, court(desk, owners=()))
    assert said_of(found) == ([], ["nobody_applies"])


def test_the_agent_without_a_letter_hears_everything_in_one_list_and_nothing_is_written(desk: dict[str, Any]) -> None:
    seen = seen_of(desk, lender=replace(AGENT, agent_letter=False), certificate="", owners=())
    with as_it_was(), pytest.raises(PapersMissing) as refusal:
        accept_case(desk["clerk"], RELEASE, cars()["paid_off"].plate, seen)
    _, found = check(desk["clerk"], RELEASE, cars()["paid_off"].plate, seen)
    assert said_of(found) == (["id_mort", "id_agent", "regcert"], [])
    assert "加盖公章的委托书" in refusal.value.zh_text


def test_what_the_register_says_stands_against_it(desk: dict[str, Any]) -> None:
    known = {"pledge_sealed": ["sealed"], "mortgage": ["not_mortgaged"], "twice": ["which_entry"], "mortgaged": []}
    for key, grounds in known.items():
        _, found = check(desk["clerk"], RELEASE, cars()[key].vin, seen_of(desk, key))
        assert said_of(found) == ([], grounds), key


def test_another_bank_does_not_release_and_one_that_nobody_knows_neither(desk: dict[str, Any]) -> None:
    from yitang.kernel import credit_code

    body = "91990000MA0NEW009"
    for number in (OTHER_BANK, body + credit_code.check_sign(body)):
        _, found = check(desk["clerk"], RELEASE, cars()["paid_off"].plate, seen_of(desk, lender=replace(AGENT, number=number)))
        assert said_of(found) == ([], ["not_lender"])


def test_of_two_mortgages_the_one_that_is_named_ends_and_the_other_stands(desk: dict[str, Any]) -> None:
    case = accept(desk, "twice", contract="演示-旧-2")
    assert case.grant["left"] == "1"
    review(second(desk), case.id)
    issue(desk["clerk"], case.id)
    assert [m.contract for m in vehicle(case.subject_id).mortgages] == ["演示-旧-1"]


def test_the_old_number_of_a_man_with_two_is_his(desk: dict[str, Any]) -> None:
    """Somebody whose card of the first generation, fifteen signs, is in the register: the owner is found, the card itself no longer counts."""
    owner = desk["cast"]["renew"]
    old = owner.number[:6] + owner.number[8:17]
    with act(Viewer.system(), "test.old_card") as this:
        person = id_of_number(owner.number)
        assert person
        add_document(this, person, old, clock.today().replace(year=1990), clock.today().replace(year=2013))
    assert len(two_numbers()[0]) == len(old) == 15
    _, found = check(desk["clerk"], RELEASE, cars()["paid_off"].plate, seen_of(desk, owners=(PartySeen(old),)))
    assert found.clear
    _, found = check(desk["clerk"], RELEASE, cars()["paid_off"].plate, seen_of(desk, owners=(PartySeen(old, valid=False),)))
    assert said_of(found) == ([], ["identity_invalid"])


def test_a_networked_lender_shows_nothing_and_one_that_is_not_does(desk: dict[str, Any]) -> None:
    bank, seen = next(iter(banks().values())), seen_of(desk, lender=PartySeen(present=False), networked=True)
    _, found = check(desk["clerk"], RELEASE, cars()["paid_off"].plate, seen)
    assert said_of(found) == (["id_mort", "id_agent", "id_agent"], []), "the clerk's tick alone is nothing"
    execute("UPDATE policy_value SET value = to_jsonb(ARRAY[%s]) WHERE name = 'mortgage.networked_lenders'", [bank])
    forget()
    try:
        assert check(desk["clerk"], RELEASE, cars()["paid_off"].plate, seen)[1].clear
    finally:
        execute("UPDATE policy_value SET value = '[]'::jsonb WHERE name = 'mortgage.networked_lenders'")
        forget()


def test_a_mortgage_that_ended_meanwhile_is_not_released_again(desk: dict[str, Any]) -> None:
    case = accept(desk)
    review(second(desk), case.id)
    with act(Viewer.system(), "test.ended") as this:
        record_vehicle_fact(this, case.subject_id, "mortgages", {"mortgages": []}, clock.today())
    with as_it_was(), pytest.raises(FactsChanged) as refusal:
        issue(desk["clerk"], case.id)
    assert "没有抵押登记" in refusal.value.zh_text


def test_one_release_however_many_windows_try(desk: dict[str, Any]) -> None:
    assert sorted(together(3, lambda _: accept(desk).state)) == ["accepted", "open_case_exists", "open_case_exists"]
    case = case_for(desk["clerk"], rows("SELECT id FROM cases_case")[0]["id"])
    review(second(desk), case.id)

    def once(_: int) -> str:
        issue(desk["clerk"], case.id)
        return "done"

    assert sorted(together(3, once)).count("done") == 1
    assert entry_is_current(case.grant["entry"]) is None, "it came with the register, which has no row of its entry"
    assert row("SELECT count(*) AS n FROM vehicles_mortgage_entry WHERE releases = %s", [case.grant["entry"]]) == {"n": 1}
