"""容缺 over its pages: offered beside the list of what is missing, accepted on an undertaking, taken in at another window, lapsed in words."""

from datetime import timedelta
from typing import Any

import pytest
from tests.trials.people import Sender, staff

from yitang.kernel import clock
from yitang.platform.database.public import row, set_clock
from yitang.platform.identity.public import anonymous
from yitang.processes.cases.public import chase_deferred
from yitang.processes.queue.public import call_next, issue_ticket, start_serving
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    token, phone = anonymous()
    issue_ticket(phone, city["hall"], RENEW, "phone")
    li = clerk(city, 3)
    call_next(li, at(li))
    start_serving(li, at(li))
    console = staff(city, "c03", 3)
    typed = {"number": city["cast"]["renew"].number, "identity": "yes"}
    page = console.form("/window/check", {**typed, "do": "check"}).content.decode()
    assert "缺的都可以容缺" in page
    assert 'name="undertaken"' in page
    assert console.form("/window/check", {**typed, "do": "accept"}).status_code == 422, "without the undertaking as before"
    assert console.form("/window/check", {**typed, "undertaken": "yes", "do": "accept"}).status_code == 303
    case = row("SELECT id FROM cases_case")
    assert case
    return {**city, "console": console, "mine": Sender(token), "case": f"/window/case/{case['id']}", "own": f"/case/{case['id']}"}


def text(sender: Sender, path: str) -> str:
    answer = sender.get(path)
    assert answer.status_code == 200
    page: str = answer.content.decode()
    return page


def test_taken_in_at_another_window_it_goes_on(desk: dict[str, Any]) -> None:
    console, other = desk["console"], staff(desk, "c05", 5)
    page = text(console, "/window/")
    assert "补齐以前不审核" in page
    assert "还有容缺的材料没补" in page, "the key says why it is off"
    assert "2026年12月1日" in text(desk["mine"], desk["own"])
    refused = console.form(f"{desk['case']}/review", {})
    assert refused.status_code == 409
    assert "容缺受理，还有材料没补" in refused.content.decode()
    assert 'value="medical"' in text(other, desk["case"])
    old = other.form(f"{desk['case']}/bring", {"material": "medical", "on_paper": "2026-01-05", "from": "case"})
    assert old.status_code == 422
    done = other.form(f"{desk['case']}/bring", {"material": "medical", "on_paper": "2026-11-20", "from": "case"})
    assert (done.status_code, done["Location"]) == (303, desk["case"])
    assert "补齐材料" in text(other, desk["case"])
    assert "F9</kbd> 审核" in text(console, "/window/")


def test_lapsed_it_says_so_to_everybody(desk: dict[str, Any]) -> None:
    set_clock(clock.now() + timedelta(days=6), 1.0)
    assert "容缺材料，催、补" in text(desk["console"], "/window/due")
    set_clock(clock.now() + timedelta(days=2), 1.0)
    assert "等申请人补材料" in text(staff(desk, "chief"), "/chief/due")
    assert chase_deferred() == 1
    page = text(desk["mine"], desk["own"])
    for said in ("容缺逾期终止", "Lapsed", "逾期没补", "180 日内不再容缺"):
        assert said in page
    assert "容缺逾期终止" in text(desk["console"], desk["case"])
