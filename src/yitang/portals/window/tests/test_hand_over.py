"""The page of the hand-over: what goes over is read there, the colleague signs in there, and the same screen goes on as his."""

import re
from typing import Any

import pytest
from tests.trials.people import Sender, staff

from yitang.config.demo.vehicles import cars
from yitang.platform.database.public import execute, row, rows
from yitang.platform.identity.tests.test_stepping import new_code
from yitang.processes.cases.public import accept_case
from yitang.processes.cases.tests.test_mortgage_case import MORTGAGE, seen_of
from yitang.processes.payments.tests.factories import unpaid
from yitang.processes.queue.public import call_next, issue_ticket, start_serving
from yitang.processes.queue.tests.test_queue import at, clerk, kiosk


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    """A reviewed case at window 3, in whose browser c03 is signed in."""
    found = unpaid(city)
    browser = staff(city, "c03", 3)
    return {**found, "browser": browser}


def said(city: dict[str, Any], login: str, code: str = "", **more: str) -> dict[str, str]:
    return {"login": login, "password": city["accounts"][login]["password"], "code": code or new_code(login), **more}


def page(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_same_screen_goes_on_as_the_colleagues(desk: dict[str, Any]) -> None:
    browser: Sender = desk["browser"]
    number = row("SELECT number FROM cases_case")
    assert number
    shown = page(browser.get("/window/hand-over"))
    assert "A001" in shown
    assert number["number"] in shown
    assert "已审核" in shown
    assert shown.count("autofocus") == 1
    answer = browser.form("/window/hand-over", said(desk, "c05"))
    assert (answer.status_code, answer["Location"]) == (303, "/window/")
    assert "SameSite=Strict" in str(answer.cookies)
    console = page(browser.get("/window/"))
    assert "A001" in console
    assert "应缴" in console, "the case stands where it stood"
    names = {r["login"]: r["id"] for r in rows("SELECT login, id FROM identity_account WHERE login IN ('c03', 'c05')")}
    assert row("SELECT account_id FROM queue_period WHERE to_at IS NULL") == {"account_id": names["c05"]}
    assert browser.form(f"/window/case/{desk['case']}/cash", {"counted": "10"}).status_code == 303
    assert browser.form(f"/window/case/{desk['case']}/issue", {}).status_code == 303, "signing in was fresh"
    assert rows("SELECT act, account_id FROM cases_act ORDER BY n")[-1] == {"act": "issue", "account_id": names["c05"]}


def test_a_refusal_keeps_the_badge_and_the_window_with_whom_it_was(desk: dict[str, Any]) -> None:
    browser: Sender = desk["browser"]
    before = rows("SELECT * FROM queue_period"), rows("SELECT * FROM identity_session"), rows("SELECT * FROM queue_hand_over")
    wrong = browser.form("/window/hand-over", {**said(desk, "c05"), "password": "guess"})
    assert wrong.status_code == 401
    assert 'value="c05"' in page(wrong)
    assert desk["accounts"]["c05"]["password"] not in page(wrong)
    assert browser.form("/window/hand-over", said(desk, "c03")).status_code == 409
    assert (rows("SELECT * FROM queue_period"), rows("SELECT * FROM identity_session"), rows("SELECT * FROM queue_hand_over")) == before
    assert browser.get("/window/").status_code == 200
    staff(desk, "c05", 5)
    code = new_code("c05")
    asked = browser.form("/window/hand-over", said(desk, "c05", code))
    assert asked.status_code == 409
    assert re.search(r'name="take_over"[^>]*required', page(asked))
    assert browser.form("/window/hand-over", said(desk, "c05", code, take_over="yes")).status_code == 303


def test_a_closed_window_says_so_instead_of_asking(desk: dict[str, Any]) -> None:
    browser: Sender = desk["browser"]
    execute("UPDATE queue_period SET to_at = from_at")
    assert 'name="password"' not in page(browser.get("/window/hand-over"))
    assert browser.form("/window/hand-over", said(desk, "c05")).status_code == 409


def test_who_took_over_is_told_that_he_may_review_and_who_accepted_that_he_waits(city: dict[str, Any]) -> None:
    li = clerk(city, 3)
    issue_ticket(kiosk(city), city["hall"], (MORTGAGE,), "kiosk")
    call_next(li, at(li))
    start_serving(li, at(li))
    case = accept_case(li, MORTGAGE, cars()["mortgage"].plate, seen_of(city))
    assert "等另一位" in page(staff(city, "c03", 3).get("/window/"))
    console = page(staff(city, "c05", 3).get("/window/"))
    assert "您可以审核" in console
    assert f"/window/review/{case.id}" in console
