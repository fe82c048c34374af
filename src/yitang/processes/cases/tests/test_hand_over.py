"""A case goes on under the colleague who took the window over; its acceptor stays whoever accepted it, and does not review it."""

from typing import Any

import pytest

from yitang.config.demo.vehicles import cars
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row, rows
from yitang.platform.identity.public import viewer_of
from yitang.platform.identity.tests.test_locking import at_window
from yitang.platform.identity.tests.test_stepping import HERE, entered, new_code
from yitang.processes.cases.public import SamePerson, accept_case, finish_visit, issue, review
from yitang.processes.cases.tests.test_mortgage_case import MORTGAGE, seen_of
from yitang.processes.queue.public import call_next, hand_over, issue_ticket, open_window, start_serving
from yitang.processes.queue.tests.test_queue import at, kiosk


def test_who_accepted_may_not_review_after_the_hand_over_and_who_took_over_may(city: dict[str, Any]) -> None:
    _, li = at_window(city)
    open_window(li, at(li))
    issue_ticket(kiosk(city), city["hall"], (MORTGAGE,), "kiosk")
    call_next(li, at(li))
    start_serving(li, at(li))
    case = accept_case(li, MORTGAGE, cars()["mortgage"].plate, seen_of(city))
    token = hand_over(li, at(li), "c05", city["accounts"]["c05"]["password"], new_code("c05"), HERE)
    wang = viewer_of(token)
    assert wang
    again: Viewer = entered()
    before = rows("SELECT * FROM cases_case"), rows("SELECT * FROM cases_act"), rows("SELECT * FROM cases_review")
    with pytest.raises(SamePerson):
        review(again, case.id)
    assert (rows("SELECT * FROM cases_case"), rows("SELECT * FROM cases_act"), rows("SELECT * FROM cases_review")) == before
    review(wang, case.id)
    issue(wang, case.id)
    finish_visit(wang, at(li))
    assert rows("SELECT act, account_id FROM cases_act ORDER BY n") == [
        {"act": "accept", "account_id": li.account_id},
        {"act": "grant", "account_id": wang.account_id},
        {"act": "issue", "account_id": wang.account_id},
    ]
    found = row("SELECT acceptor_account, acceptor_person FROM cases_case")
    assert found == {"acceptor_account": li.account_id, "acceptor_person": li.person_id}
