"""An owner's new phone from the desk to the register of people: free, at once, and the phone before is told."""

from dataclasses import replace
from typing import Any

import pytest
from tests.abuse.picture import as_it_was

from yitang.config.demo.vehicles import cars
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import row, rows
from yitang.platform.database.tests.races import together
from yitang.processes.archives.public import file_of, page_bytes
from yitang.processes.cases.public import (
    ContactSeen,
    FactsChanged,
    OwnMatter,
    PapersMissing,
    PartySeen,
    accept_case,
    case_for,
    check,
    described,
    document_of,
    issue,
    papers_of,
    review,
    verify_statement,
)
from yitang.processes.cases.tests.factories import at_desk
from yitang.processes.cases.tests.orders import said_of
from yitang.registers.people.public import clear, id_of_number
from yitang.registers.vehicles.public import record_vehicle_fact

CONTACT = "VEH-REC-TEL"
NEW = "10000007777"


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    """The owner has a number, clerk c03 has called it and begun."""
    return {**at_desk(city, CONTACT), "owner": id_of_number(city["cast"]["renew"].number)}


def seen_of(desk: dict[str, Any], key: str = "mortgage", **more: Any) -> ContactSeen:
    owners = tuple(PartySeen(desk["cast"][owner].number) for owner in cars()[key].owners)
    return replace(ContactSeen(owners, phone="100 0000 7777"), **more)


def accept(desk: dict[str, Any], **more: Any) -> Any:
    return accept_case(desk["clerk"], CONTACT, cars()["mortgage"].plate, seen_of(desk, **more))


def test_from_the_desk_to_the_archive_and_the_phone_before_is_told(desk: dict[str, Any]) -> None:
    li, before = desk["clerk"], clear(desk["owner"], "phone")
    case = accept(desk)
    assert papers_of(case) == [("id_owner", "shown")]
    assert dict(described(case))["新联系电话"] == "100****7777"
    kept = file_of(case.id)
    assert kept
    assert NEW not in str(rows("SELECT facts::text FROM cases_case")) + page_bytes(kept.pages[0]).decode()
    assert clear(desk["owner"], "phone") == before, "nothing is changed before it is issued"
    review(li, case.id)
    issue(li, case.id)  # free: nothing is paid
    assert clear(desk["owner"], "phone") == NEW
    told = rows("SELECT template, phone_masked FROM notices_notice ORDER BY template")
    assert told == [
        {"template": "case_issued", "phone_masked": "100****7777"}, {"template": "contact_changed", "phone_masked": f"{before[:3]}****{before[-4:]}"}
    ]  # fmt: skip
    document = document_of(case)
    assert document
    assert (document.kind, document.serial[0]) == ("filing", "F")
    assert verify_statement(document.statement, cars()["mortgage"].vin[-4:]).good
    assert case_for(desk["phone"], case.id).state == "filed"


def test_a_later_filing_takes_the_place_of_the_one_before(desk: dict[str, Any]) -> None:
    documents = []
    for phone in (NEW, "10000008888"):
        case = accept(desk, phone=phone)
        review(desk["clerk"], case.id)
        issue(desk["clerk"], case.id)
        documents.append(document_of(case))
    assert [verify_statement(one.statement).verdict for one in documents if one] == ["superseded", "valid"]
    assert clear(desk["owner"], "phone") == "10000008888"


def test_papers_and_phone_missing_one_by_one_and_nothing_is_written(desk: dict[str, Any]) -> None:
    agent = PartySeen(desk["cast"]["renew"].number, present=False, agent_identity=True, agent_letter=True)
    for more, missing, grounds in (
        ({"owners": ()}, ["id_owner"], []),
        ({"owners": (replace(agent, agent_letter=False),)}, ["id_agent"], []),
        ({"owners": (replace(agent, agent_identity=False),)}, ["id_agent"], []),
        ({"owners": (PartySeen(desk["cast"]["soldier"].number),)}, ["id_owner"], ["not_owner"]),
        ({"phone": ""}, [], ["contact_missing"]),
        ({"phone": "12345"}, [], ["contact_wrong"]),
        ({"phone": clear(desk["owner"], "phone")}, [], ["nothing_changed"]),
    ):
        seen = seen_of(desk, **more)
        with as_it_was(), pytest.raises(PapersMissing):
            accept_case(desk["clerk"], CONTACT, cars()["mortgage"].plate, seen)
        assert said_of(check(desk["clerk"], CONTACT, cars()["mortgage"].plate, seen)[1]) == (missing, grounds)
    assert accept(desk, owners=(agent,), agent_name="代某").agent_name == "代某"


def test_what_the_register_says_stands_against_it(desk: dict[str, Any]) -> None:
    known = {"sealed": [], "mortgaged": [], "scrap": [], "joint": [], "elsewhere": ["registered_elsewhere"]}
    for key, grounds in known.items():
        assert said_of(check(desk["clerk"], CONTACT, cars()[key].vin, seen_of(desk, key))[1]) == ([], grounds), key


def test_nobody_changes_his_own_phone_at_his_own_window(desk: dict[str, Any]) -> None:
    with as_it_was(), pytest.raises(OwnMatter):
        accept_case(replace(desk["clerk"], person_id=desk["owner"]), CONTACT, cars()["mortgage"].plate, seen_of(desk))


def test_a_vehicle_that_is_sold_meanwhile_stops_it(desk: dict[str, Any]) -> None:
    case = accept(desk)
    review(desk["clerk"], case.id)
    with act(Viewer.system(), "test.sold") as this:
        buyer = id_of_number(desk["cast"]["soldier"].number)
        record_vehicle_fact(this, case.subject_id, "owners", {"owners": [str(buyer)]}, clock.today())
    with as_it_was(), pytest.raises(FactsChanged):
        issue(desk["clerk"], case.id)


def test_two_at_once_make_one_case_and_one_change(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    assert sorted(together(3, lambda _: accept(desk).state)) == ["accepted", "open_case_exists", "open_case_exists"]
    case = case_for(li, rows("SELECT id FROM cases_case")[0]["id"])
    review(li, case.id)

    def once(_: int) -> str:
        issue(li, case.id)
        return "done"

    assert sorted(together(3, once)).count("done") == 1
    assert row("SELECT count(*) AS n FROM people_phone WHERE person_id = %s", [desk["owner"]]) == {"n": 2}
