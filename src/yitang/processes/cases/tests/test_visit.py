"""Who came: a visit holds each person once in a role, from the act that learns it; and cases that were brought together."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from yitang.config.demo.vehicles import cars, two_numbers
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, new_id, row, rows
from yitang.platform.identity.public import anonymous
from yitang.processes.cases.public import PartySeen, Seen, accept_case, case_for, cases_of_visit, issue, review
from yitang.processes.cases.tests.test_mortgage_case import MORTGAGE, second, seen_of
from yitang.processes.queue.public import call_next, issue_ticket, start_serving
from yitang.processes.queue.tests.test_queue import at, clerk, kiosk
from yitang.registers.people.public import documents, id_of_number, person

RENEW = "DRV-RENEW"
FULL = Seen(medical_on=date(2026, 11, 20))


def served(city: dict[str, Any], viewer: Viewer, business: str, channel: str, who: UUID | None = None) -> dict[str, Any]:
    """Somebody with a number is being served at window 3."""
    ticket = issue_ticket(viewer, city["hall"], (business,), channel, person_id=who)
    li = clerk(city, 3)
    call_next(li, at(li))
    start_serving(li, at(li))
    return {**city, "clerk": li, "visit": ticket.visit_id}


def people_of(visit: UUID) -> set[tuple[str, UUID | None, str]]:
    found = rows("SELECT role, person_id, level FROM queue_visit_person WHERE visit_id = %s", [visit])
    assert len({tuple(r.values()) for r in found}) == len(found)
    return {(r["role"], r["person_id"], r["level"]) for r in found}


def signed_in(who: UUID) -> Viewer:
    """A phone whose owner signed in by a code."""
    _, phone = anonymous()
    return replace(phone, person_id=who, level="code")


def test_the_man_with_two_numbers_is_one_person_of_his_visit_and_has_two_documents(city: dict[str, Any]) -> None:
    old, new = two_numbers()
    man = id_of_number(new)
    assert man is not None
    desk = served(city, signed_in(man), RENEW, "phone", man)
    assert people_of(desk["visit"]) == {("holder", man, "code")}, "known from the statement that gave the number"
    accept_case(desk["clerk"], RENEW, old, FULL)
    assert people_of(desk["visit"]) == {("holder", man, "code"), ("applicant", man, "in_person")}
    assert sorted(d.kind for d in documents(man)) == ["id15", "id18"]


def test_a_card_read_at_a_kiosk_is_somebody_and_a_number_without_is_nobody(city: dict[str, Any]) -> None:
    who = id_of_number(city["cast"]["renew"].number)
    assert people_of(issue_ticket(kiosk(city), city["hall"], (RENEW,), "kiosk").visit_id) == set()
    assert people_of(issue_ticket(kiosk(city), city["hall"], (RENEW,), "kiosk", person_id=who).visit_id) == {("holder", who, "in_person")}


def test_who_takes_a_number_is_written_with_it_and_costs_the_look_for_his_key(city: dict[str, Any]) -> None:
    def trips(who: UUID | None) -> int:
        seen: list[str] = []

        def count(execute: Any, sql: Any, *rest: Any) -> Any:
            seen.append(str(sql))
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            issue_ticket(kiosk(city), city["hall"], (RENEW,), "kiosk", person_id=who)
        return len(seen)

    trips(None)
    assert trips(new_id()) == trips(None) + 2, "the key of a person under which the log speaks of him is looked for and made, once for all"


def test_an_agent_comes_for_an_applicant_who_does_not(city: dict[str, Any]) -> None:
    desk = served(city, kiosk(city), RENEW, "kiosk")
    seen = replace(FULL, holder_is_applicant=False, agent_name="代某", agent_identity=True, agent_letter=True)
    accept_case(desk["clerk"], RENEW, city["cast"]["renew"].number, seen)
    assert people_of(desk["visit"]) == {("agent", None, "in_person")}
    kept = row("SELECT name_index FROM queue_visit_person")
    assert kept
    assert "代某".encode() not in bytes(kept["name_index"])


def test_two_cars_of_a_bank_are_one_batch_and_the_refusal_of_one_leaves_the_other_alone(city: dict[str, Any]) -> None:
    desk = served(city, kiosk(city), MORTGAGE, "kiosk")
    li, reviewer, batch = desk["clerk"], second(desk), new_id()
    one, other = (accept_case(li, MORTGAGE, cars()[key].plate, seen_of(desk, key), batch_id=batch) for key in ("mortgage", "joint"))
    assert one.batch_id == other.batch_id == batch
    owners = [id_of_number(city["cast"][name].number) for name in dict.fromkeys((*cars()["mortgage"].owners, *cars()["joint"].owners))]
    came = people_of(desk["visit"])
    assert {who for _, who, _ in came} == {*owners, None}
    assert [role for role, who, _ in came if who is None] == ["lender_agent"], "the bank's agent came once, with two cars"
    assert ("co_owner", id_of_number(city["cast"][cars()["joint"].owners[1]].number), "in_person") in came
    review(reviewer, one.id, "refuse", "合同签名与身份证不是一个人")
    review(reviewer, other.id)
    issue(li, other.id)
    assert [(c.state, c.batch_id) for c in cases_of_visit(li, desk["visit"])] == [("refused", batch), ("filed", batch)]
    assert case_for(li, one.id).grant == one.grant


def test_a_lender_who_is_a_person_and_new_to_the_register_is_held_as_registered(city: dict[str, Any]) -> None:
    from yitang.kernel import citizen_id

    body = "990000197001010101"[:17]
    number = body + citizen_id.check_digit(body)
    desk = served(city, kiosk(city), MORTGAGE, "kiosk")
    seen = replace(seen_of(desk), lender=PartySeen(number, present=True), lender_name="出借人")
    accept_case(desk["clerk"], MORTGAGE, cars()["mortgage"].plate, seen)
    lender = id_of_number(number)
    assert lender is not None
    assert ("lender", lender, "in_person") in people_of(desk["visit"])
    assert person(lender).kind == "natural"


def test_the_database_holds_a_person_once_in_a_role_and_nobody_without_a_name(city: dict[str, Any]) -> None:
    visit, who = issue_ticket(kiosk(city), city["hall"], (RENEW,), "kiosk").visit_id, uuid4()
    insert = "INSERT INTO queue_visit_person (id, visit_id, role, person_id, name_index, level) VALUES (%s, %s, %s, %s, %s, %s)"
    execute(insert, [new_id(), visit, "owner", who, None, "in_person"])
    execute(insert, [new_id(), visit, "agent", None, b"x", "in_person"])
    for role, person_id, name, level, constraint in (
        ("owner", who, None, "in_person", "a_visit_holds_a_person_once_in_a_role"), ("agent", None, b"x", "in_person", "a_visit_holds_a_name_once_in_a_role"),
        ("agent", None, None, "in_person", "somebody_is_a_person_or_a_name"), ("agent", who, b"x", "in_person", "somebody_is_a_person_or_a_name"),
        ("friend", who, None, "in_person", "role_in_a_visit_is_known"), ("agent", who, None, "anonymous", "who_is_in_a_visit_was_seen_or_signed_in"),
    ):  # fmt: skip
        with pytest.raises(Exception, match=constraint):
            execute(insert, [new_id(), visit, role, person_id, name, level])
