"""撤回业务 at the console and on the page of a case: offered while it can be used, and what is seen afterwards."""

import re
from typing import Any

import pytest
from tests.trials.people import Sender, phone, staff

from yitang.platform.database.public import execute, row
from yitang.platform.identity.sessions import begin
from yitang.processes.cases.public import WITHDRAWALS
from yitang.processes.payments.public import ask_code, take_cash
from yitang.processes.payments.tests.factories import unpaid
from yitang.processes.queue.public import leave
from yitang.processes.queue.tests.test_queue import at

CHOICE = re.compile(r'type="radio" name="reason" value="(\w+)"')


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    found = unpaid(city)
    return {**found, "console": staff(city, "c03", 3), "address": f"/window/case/{found['case']}"}


def offered(page: str) -> list[str]:
    """The reasons of the form, without those of the transfer."""
    found = re.search(r'<details class="withdraw">.*?</details>', page, re.DOTALL)
    return CHOICE.findall(found[0]) if found else []


def text(sender: Sender, path: str, **query: str) -> str:
    answer = sender.get(path, query)
    assert answer.status_code == 200
    page: str = answer.content.decode()
    return page


def test_the_console_ends_a_case_and_accepts_it_anew(desk: dict[str, Any]) -> None:
    console = desk["console"]
    assert offered(text(console, "/window/")) == list(WITHDRAWALS)
    for zh, en in WITHDRAWALS.values():
        assert zh in text(console, "/window/")
        assert en in text(console, "/window/")
    ask_code(desk["clerk"], desk["case"])
    assert console.form(f"{desk['address']}/withdraw", {"reason": ""}).status_code == 422
    assert console.form(f"{desk['address']}/withdraw", {"reason": "unpaid"}).status_code == 303
    page = text(console, "/window/")
    assert "已撤回" in page
    assert "Withdrawn: Not paid" in page
    assert "Accept anew" in page
    assert offered(page) == []
    assert "这件业务已撤回" in page, "the keys say why they are off"
    assert 'id="papers"' not in page
    assert 'id="papers"' in text(console, "/window/", again="1")
    number = desk["cast"]["renew"].number
    typed = {"number": number, "identity": "yes", "medical_on": "2026-11-20", "do": "accept"}
    assert console.form("/window/check?again=1", typed).status_code == 303
    assert offered(text(console, "/window/")) == list(WITHDRAWALS), "the new case can be ended too"


def test_it_is_not_offered_when_money_was_taken(desk: dict[str, Any]) -> None:
    take_cash(desk["clerk"], desk["case"], 1000)
    assert offered(text(desk["console"], "/window/")) == offered(text(desk["console"], desk["address"])) == []
    answer = desk["console"].form(f"{desk['address']}/withdraw", {"reason": "unpaid"})
    assert answer.status_code == 409
    assert "申请退全部" in answer.content.decode()


def test_a_case_left_open_is_found_from_the_refusal_and_ended_on_its_page(desk: dict[str, Any]) -> None:
    """Nobody paid, the visit is over; days later another window accepts the same business and is led to the case that bars it."""
    from yitang.processes.queue.public import call_next, issue_ticket, open_window, start_serving
    from yitang.processes.queue.tests.test_queue import RENEW, clerk, kiosk

    leave(desk["clerk"], at(desk["clerk"]))
    wang, other = clerk(desk, 5), staff(desk, "c05", 5)
    issue_ticket(kiosk(desk), desk["hall"], RENEW, "kiosk")
    open_window(wang, at(wang))
    call_next(wang, at(wang))
    start_serving(wang, at(wang))
    typed = {"number": desk["cast"]["renew"].number, "identity": "yes", "medical_on": "2026-11-20", "do": "accept"}
    refused = other.form("/window/check", typed)
    assert refused.status_code == 409
    assert f'href="{desk["address"]}"' in refused.content.decode()
    assert offered(text(other, desk["address"])) == list(WITHDRAWALS)
    done = other.form(f"{desk['address']}/withdraw", {"reason": "unpaid", "from": "case"})
    assert (done.status_code, done["Location"]) == (303, desk["address"])
    page = text(other, desk["address"])
    for said in ("已撤回", "撤回业务：未缴费", "账单作废", "Not paid"):
        assert said in page
    assert offered(page) == []
    assert other.form("/window/check", typed).status_code == 303


def test_who_only_looks_is_not_offered_it_and_sees_the_state_in_words(desk: dict[str, Any]) -> None:
    chief, reviewer, screen = staff(desk, "chief"), staff(desk, "r01"), phone()
    for looks in (chief, reviewer):
        assert offered(text(looks, desk["address"])) == []
    token, session = begin("anonymous")
    execute("UPDATE cases_case SET session_id = %s", [session])
    mine = Sender(token)
    assert desk["console"].form(f"{desk['address']}/withdraw", {"reason": "changed"}).status_code == 303
    page = text(mine, f"/case/{desk['case']}")
    for said in ("已撤回", "Withdrawn", "登记情况已变", "The register has changed", "重新受理"):
        assert said in page
    assert "最迟办结" not in page
    kept = row("SELECT number FROM cases_case")
    assert kept
    assert kept["number"] in text(chief, "/chief/cases", state="withdrawn")
    assert kept["number"] not in text(chief, "/chief/due")
    assert screen.get(f"/case/{desk['case']}").status_code == 404
