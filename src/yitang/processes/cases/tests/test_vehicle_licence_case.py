"""A vehicle licence anew, from the desk to the archive: the one before is void."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.abuse.picture import as_it_was

from yitang.config.demo.vehicles import cars
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import together
from yitang.platform.policy.public import forget
from yitang.processes.archives.public import file_of
from yitang.processes.cases.public import (
    FactsChanged,
    NotPaid,
    NotReviewed,
    PapersMissing,
    PartySeen,
    VehicleLicenceSeen,
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
from yitang.registers.vehicles.public import facts_over_time, record_vehicle_fact, vehicle

LICENCE = "VEH-LIC-DUP"


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    """The owner has a number, clerk c03 has called it and begun."""
    return at_desk(city, LICENCE)


def seen_of(desk: dict[str, Any], key: str = "mortgage", **more: Any) -> VehicleLicenceSeen:
    return replace(VehicleLicenceSeen(tuple(PartySeen(desk["cast"][owner].number) for owner in cars()[key].owners)), **more)


def accept(desk: dict[str, Any], key: str = "mortgage", **more: Any) -> Any:
    return accept_case(desk["clerk"], LICENCE, cars()[key].plate, seen_of(desk, key, **more))


def test_from_the_desk_to_the_archive_and_the_old_one_is_void(desk: dict[str, Any]) -> None:
    li, car = desk["clerk"], cars()["mortgage"]
    case = accept(desk)
    old = make_statement("vehicle_licence", f"X-{car.certificate}", car.vin[-4:], "2025-01-01", "")
    assert verify_statement(old).good
    assert (case.state, case.due_on) == ("accepted", date(2026, 11, 25))
    assert case.grant == {"why": "lost", "from": str(clock.today()), "replaces": f"X-{car.certificate}"}
    assert papers_of(case) == [("id_owner", "shown")]
    assert desk["cast"]["renew"].number not in str(row("SELECT facts::text FROM cases_case"))
    with as_it_was(), pytest.raises(NotReviewed):
        issue(li, case.id)
    review(li, case.id)
    with as_it_was(), pytest.raises(NotPaid):
        issue(li, case.id)
    take_cash(li, case.id, 1000)
    issue(li, case.id)
    document = document_of(case)
    assert document
    assert (document.kind, document.serial[0], vehicle(case.subject_id).licence) == ("vehicle", "X", document.serial)
    assert verify_statement(document.statement, car.vin[-4:]).good
    assert verify_statement(document.statement, "9999").verdict == "other_holder"
    assert verify_statement(old).verdict == "superseded"
    assert [f["value"].get("why") for f in facts_over_time(case.subject_id, "licence")] == ["lost", None]
    assert vehicle(case.subject_id).certificate == car.certificate, "the certificate is another document"
    kept = file_of(case.id)
    assert kept
    assert kept.closed_at
    assert case_for(desk["phone"], case.id).state == "filed"


def test_a_damaged_one_is_taken_in(desk: dict[str, Any]) -> None:
    with as_it_was(), pytest.raises(PapersMissing) as refusal:
        accept(desk, damaged=True)
    assert "损毁的行驶证" in refusal.value.zh_text
    case = accept(desk, damaged=True, old_here=True)
    assert (papers_of(case), case.grant["why"]) == ([("id_owner", "shown"), ("oldcert", "shown")], "damaged")


def test_what_stands_against_other_businesses_does_not_stand_against_this_one(desk: dict[str, Any]) -> None:
    known = {"mortgaged": [], "sealed": [], "customs": [], "scrap": [], "elsewhere": ["registered_elsewhere"]}
    for key, grounds in known.items():
        assert said_of(check(desk["clerk"], LICENCE, cars()[key].vin, seen_of(desk, key))[1]) == ([], grounds), key


def test_the_registered_owner_is_enough_unless_policy_asks_for_each(desk: dict[str, Any]) -> None:
    both = seen_of(desk, "joint")
    first, other = replace(both, owners=both.owners[:1]), replace(both, owners=both.owners[1:])
    assert check(desk["clerk"], LICENCE, cars()["joint"].plate, first)[1].clear
    assert said_of(check(desk["clerk"], LICENCE, cars()["joint"].plate, other)[1]) == (["id_owner"], [])
    execute("UPDATE policy_value SET value = 'true'::jsonb WHERE name = 'vehicle_licence.every_owner'")
    forget()
    try:
        assert said_of(check(desk["clerk"], LICENCE, cars()["joint"].plate, first)[1]) == (["id_owner"], [])
        assert check(desk["clerk"], LICENCE, cars()["joint"].plate, both)[1].clear
    finally:
        execute("UPDATE policy_value SET value = 'false'::jsonb WHERE name = 'vehicle_licence.every_owner'")
        forget()


def test_an_agent_brings_both_papers_and_a_stranger_gets_nothing(desk: dict[str, Any]) -> None:
    owner = PartySeen(desk["cast"]["renew"].number, present=False)
    assert said_of(check(desk["clerk"], LICENCE, cars()["mortgage"].plate, seen_of(desk, owners=(owner,)))[1]) == (["id_agent", "id_agent"], [])
    stranger = seen_of(desk, owners=(PartySeen(desk["cast"]["soldier"].number),))
    with as_it_was(), pytest.raises(PapersMissing):
        accept_case(desk["clerk"], LICENCE, cars()["mortgage"].plate, stranger)
    assert said_of(check(desk["clerk"], LICENCE, cars()["mortgage"].plate, stranger)[1]) == (["id_owner"], ["not_owner"])
    case = accept(desk, owners=(replace(owner, agent_identity=True, agent_letter=True),), agent_name="代某")
    assert (case.agent_name, papers_of(case)) == ("代某", [("id_owner", "shown"), ("id_agent", "shown")])


def test_a_vehicle_that_is_stolen_meanwhile_gets_none(desk: dict[str, Any]) -> None:
    case = accept(desk)
    review(desk["clerk"], case.id)
    take_cash(desk["clerk"], case.id, 1000)
    with act(Viewer.system(), "test.stolen") as this:
        record_vehicle_fact(this, case.subject_id, "status", {"statuses": ["stolen"]}, clock.today())
    with as_it_was(), pytest.raises(FactsChanged):
        issue(desk["clerk"], case.id)


def test_two_at_once_make_one_case_and_one_licence(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    assert sorted(together(3, lambda _: accept(desk).state)) == ["accepted", "open_case_exists", "open_case_exists"]
    case = case_for(li, rows("SELECT id FROM cases_case")[0]["id"])
    review(li, case.id)
    take_cash(li, case.id, 1000)

    def once(_: int) -> str:
        issue(li, case.id)
        return "done"

    assert sorted(together(3, once)).count("done") == 1
    assert len(facts_over_time(case.subject_id, "licence")) == 2
