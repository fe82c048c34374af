"""Cases at the desk for the tests of every business: from the number to the issue, and the people who do it."""

from typing import Any
from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row
from yitang.platform.identity.public import anonymous
from yitang.processes.cases.public import CaseRow, accept_case, issue, review, two_people
from yitang.processes.payments.public import is_settled, take_cash
from yitang.processes.queue.public import call_next, issue_ticket, start_serving
from yitang.processes.queue.tests.test_queue import at, clerk
from yitang.registers.catalogue.public import business


def staff(city: dict[str, Any], login: str, post: str) -> Viewer:
    """A member of staff who sits at no window: a reviewer, the head of the office."""
    found = row("SELECT id, person_id FROM identity_account WHERE login = %s", [login])
    assert found
    return Viewer(found["id"], found["person_id"], post, city["office"], city["hall"], level="two_factor")


def at_desk(city: dict[str, Any], code: str, window: int = 3) -> dict[str, Any]:
    """A phone has a number for a business, the clerk of a window has called it and begun."""
    _, phone = anonymous()
    ticket = issue_ticket(phone, city["hall"], (code,), "phone")
    li = clerk(city, window)
    call_next(li, at(li))
    start_serving(li, at(li))
    return {**city, "clerk": li, "phone": phone, "ticket": ticket}


def granted(desk: dict[str, Any], case_id: UUID) -> None:
    """The case is reviewed by whom its business asks for, and its bill is settled in cash."""
    case = row("SELECT business FROM cases_case WHERE id = %s", [case_id])
    assert case
    review(staff(desk, "r01", "reviewer") if two_people(case["business"]) else desk["clerk"], case_id)
    if not is_settled(case_id):
        take_cash(desk["clerk"], case_id, business(case["business"]).fee_fen)


def issued(desk: dict[str, Any], code: str, key: str, seen: Any) -> CaseRow:
    """A case from the number that is served to its issue."""
    case = accept_case(desk["clerk"], code, key, seen)
    granted(desk, case.id)
    issue(desk["clerk"], case.id)
    return case
