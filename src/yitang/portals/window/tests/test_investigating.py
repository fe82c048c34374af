"""停办核查 over its pages: stopped at the window, looked into, ended by the head of the office; what the citizen is told; what is due."""

from typing import Any

import pytest
from tests.trials.people import Sender, staff

from yitang.platform.database.public import execute, row
from yitang.platform.identity.sessions import begin
from yitang.processes.payments.tests.factories import unpaid

SEEN = "印章和留存的不一样"


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    found = unpaid(city)
    token, session = begin("anonymous")
    execute("UPDATE cases_case SET session_id = %s", [session])
    return {**found, "console": staff(city, "c03", 3), "head": staff(city, "chief"), "mine": Sender(token), "at": f"/window/case/{found['case']}/investigation"}


def text(sender: Sender, path: str, status: int = 200) -> str:
    answer = sender.get(path)
    assert answer.status_code == status
    page: str = answer.content.decode()
    return page


def test_stopped_at_the_window_and_released_by_the_head_of_the_office(desk: dict[str, Any]) -> None:
    console, head, mine, case = desk["console"], desk["head"], desk["mine"], f"/case/{desk['case']}"
    assert desk["at"] in text(console, "/window/")
    page = text(console, desk["at"])
    assert "涉嫌提交虚假申请材料" in page
    assert "第83条(1)" in page
    assert "走私" not in page, "a licence has no suspicion of a vehicle"
    refused = console.form(desk["at"], {"do": "suspend", "reason": "", "seen": SEEN})
    assert refused.status_code == 422
    assert SEEN in refused.content.decode(), "what was typed stays"
    assert console.form(desk["at"], {"do": "suspend", "reason": "false_papers", "seen": SEEN}).status_code == 303
    page = text(console, "/window/")
    assert "停办核查" in page
    assert "这件业务停办核查，等结论" in page, "the keys say why they are off"
    told = text(mine, case)
    assert "需要依法核查" in told
    assert "2026年12月8日" in told
    assert SEEN not in told
    assert "虚假" not in told
    stopped = console.form(f"/window/case/{desk['case']}/cash", {"counted": "10.00"})
    assert stopped.status_code == 409
    assert "正在核查" in stopped.content.decode()
    assert console.form(desk["at"], {"do": "evidence", "kind": "issuer", "found": "医院确认是它出的"}).status_code == 303
    assert "由另一位同事或所长作结论" in text(console, desk["at"])
    assert 'value="release"' not in text(console, desk["at"])
    assert "停办核查" in text(head, "/chief/")
    assert desk["at"] in text(head, "/chief/due")
    assert head.form(desk["at"], {"do": "release", "why": ""}).status_code == 422
    assert head.form(desk["at"], {"do": "release", "why": "印章刚换过"}).status_code == 303
    assert "已恢复办理" in text(head, desk["at"])
    assert row("SELECT state FROM cases_case") == {"state": "reviewed"}
    assert "F9</kbd> 收款" in text(console, "/window/")
    assert head.form(desk["at"], {"do": "nothing"}).status_code == 404


def test_refused_the_citizen_reads_the_ground_and_where_to_object(desk: dict[str, Any]) -> None:
    console, head = desk["console"], desk["head"]
    console.form(desk["at"], {"do": "suspend", "reason": "forged", "seen": SEEN})
    early = head.form(desk["at"], {"do": "reject", "why": "证明不真实"})
    assert early.status_code == 409
    assert "还没有一条调查记录" in early.content.decode()
    head.form(desk["at"], {"do": "evidence", "kind": "asked", "found": "承认是买来的"})
    assert head.form(desk["at"], {"do": "reject", "why": "证明不真实"}).status_code == 303
    told = text(desk["mine"], f"/case/{desk['case']}")
    for said in ("不予办理", "证明不真实", "60 日内申请行政复议", "6 个月内", "review within 60 days"):
        assert said in told
    assert SEEN not in told
    assert "买来的" not in told
    assert "证明不真实" in text(console, "/window/")


def test_what_is_due_leads_to_its_next_act(desk: dict[str, Any]) -> None:
    console, reviewer = desk["console"], staff(desk, "r01")
    page = text(console, "/window/due")
    kept = row("SELECT number FROM cases_case")
    assert kept
    assert kept["number"] in page
    assert "未缴费" in page
    assert console.form(f"/window/case/{desk['case']}/cash", {"counted": "10.00"}).status_code == 303
    page = text(console, "/window/due")
    assert f'action="/window/case/{desk["case"]}/issue"' in page, "one press"
    assert kept["number"] in text(reviewer, "/window/due/list")
    other = staff(desk, "c05", 5)
    assert kept["number"] not in text(other, "/window/due")
    assert kept["number"] in text(other, "/window/due?of=office")
    assert console.form(f"/window/case/{desk['case']}/issue", {}).status_code == 303
    assert "您手上没有三天内到期的业务" in text(console, "/window/due")
    assert "三天内没有到期的业务" in text(desk["head"], "/chief/due")
