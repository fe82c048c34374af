"""The pages of the money: asked for at the window, decided by a second person who sees all of it, counted blind, accepted, seen on the phone."""

import re
from typing import Any

import pytest
from tests.trials.people import Sender, paired, staff

from yitang.platform.database.public import execute, row, rows
from yitang.platform.identity.sessions import begin
from yitang.platform.identity.tests.test_stepping import new_code
from yitang.processes.payments.public import Sandbox, ask_code, settle_callback, take_cash
from yitang.processes.payments.tests.factories import unpaid


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    """A reviewed case at window 3; in their browsers the clerk, a reviewer and the head of the office; on the phone, who holds the ticket."""
    found = unpaid(city)
    browsers = {"clerk": staff(city, "c03", 3), "reviewer": staff(city, "r01"), "chief": staff(city, "chief")}
    return {**found, **{f"b_{name}": one for name, one in browsers.items()}}


def page(answer: Any) -> str:
    return str(answer.content.decode())


def last(sql: str) -> str:
    found = row(f"{sql} LIMIT 1")
    assert found
    return str(found["id"])


def stale(who: str) -> None:
    execute(
        "UPDATE identity_session SET factor_at = factor_at - interval '1 hour' WHERE account_id = (SELECT id FROM identity_account WHERE login = %s)", [who]
    )


def test_a_waiver_from_the_window_to_the_phone(desk: dict[str, Any]) -> None:
    browser, reviewer, here = desk["b_clerk"], desk["b_reviewer"], f"/window/case/{desk['case']}/money"
    asked = page(browser.get(here))
    assert "本所差错重做" in asked
    assert asked.count("未核实依据") == 2, "what no text confirms is shown so"
    wrong = browser.form(f"{here}/waiver", {"ground": "office_error", "evidence": ""})
    assert wrong.status_code == 422
    assert "至少两个字" in page(wrong)
    assert re.search(r'value="office_error" required checked', page(wrong)), "what was chosen is kept"
    assert "<title>错误" in page(wrong)
    assert browser.form(f"{here}/waiver", {"ground": "office_error", "evidence": "原证印错 260801"}).status_code == 303
    assert "撤销申请" in page(browser.get(here))
    waiver = last("SELECT id FROM payments_waiver")
    assert "由审核岗或所长批" in page(browser.get(f"/window/money/waiver/{waiver}"))
    listed = page(reviewer.get("/window/money"))
    assert f"/window/money/waiver/{waiver}" in listed
    seen = page(reviewer.get(f"/window/money/waiver/{waiver}"))
    for part in ("10.00 元", "本所差错重做", "原证印错 260801", "差错由本所承担", "期满换证"):
        assert part in seen, part
    no = reviewer.form(f"/window/money/waiver/{waiver}", {"do": "refuse", "said": ""})
    assert no.status_code == 422
    assert reviewer.form(f"/window/money/waiver/{waiver}", {"do": "grant"}).status_code == 303
    assert "全部减免" in page(browser.get("/window/"))
    assert "0.00 元" in page(paired(desk, "screen", desk["clerk"].window_id).get("/window/screen/now")), "the citizen's side asks for what is left"
    assert rows("SELECT state, waived_fen FROM payments_waiver w JOIN payments_bill b ON b.id = w.bill_id") == [{"state": "granted", "waived_fen": 1000}]


def test_a_refund_in_cash_asks_for_a_factor_and_ends_on_the_phone(desk: dict[str, Any]) -> None:
    browser, chief, here = desk["b_clerk"], desk["b_chief"], f"/window/case/{desk['case']}/money"
    take_cash(desk["clerk"], desk["case"], 1000)
    too_much = browser.form(f"{here}/refund", {"reason": "overcharged", "yuan": "11", "note": "多收了"})
    assert too_much.status_code == 409
    assert "最多能退 10.00 元" in page(too_much)
    assert 'value="11"' in page(too_much)
    assert browser.form(f"{here}/refund", {"reason": "not_issued", "yuan": "10", "note": "群众不办了"}).status_code == 303
    refund = last("SELECT id FROM payments_refund")
    assert "退费在批" in phone_of(desk)
    stale("chief")
    stopped = chief.form(f"/window/money/refund/{refund}", {"do": "grant"})
    assert stopped.status_code == 403
    assert "fresh_code" in page(stopped)
    assert row("SELECT state FROM payments_refund") == {"state": "asked"}
    assert chief.form(f"/window/money/refund/{refund}", {"do": "grant", "fresh_code": new_code("chief")}).status_code == 303
    console = page(browser.get("/window/"))
    assert "已全退" in console
    assert 'data-off="F9" data-why="收的钱已经批准全退' in console
    assert "费用已退" in page(paired(desk, "screen", desk["clerk"].window_id).get("/window/screen/now"))
    assert "领现金" in phone_of(desk)
    assert "等群众来领的现金" in page(browser.get("/window/money"))
    assert browser.form(f"{here}/pay-out", {"id": refund}).status_code == 303
    assert "窗口付的现金" in phone_of(desk)
    assert "收据作废" in page(browser.get(here))
    assert browser.form(f"/window/case/{desk['case']}/withdraw", {"reason": "applicant", "from": "case"}).status_code == 303


def phone_of(desk: dict[str, Any]) -> str:
    """The citizen's page of the case."""
    token, session = begin("anonymous")
    execute("UPDATE cases_case SET session_id = %s", [session])
    return page(Sender(token).get(f"/case/{desk['case']}"))


def test_a_receipt_is_an_original_once_and_void_when_all_of_it_went_back(desk: dict[str, Any]) -> None:
    browser, here = desk["b_clerk"], f"/window/case/{desk['case']}"
    assert browser.form(f"{here}/money/receipt", {}).status_code == 409, "no receipt before the money"
    take_cash(desk["clerk"], desk["case"], 1000)
    first, second = (browser.form(f"{here}/money/receipt", {})["Location"] for _ in range(2))
    assert (first, second) == (f"{here}/receipt/1", f"{here}/receipt/2")
    original, copy = page(browser.get(first)), page(browser.get(second))
    for said in ("壹拾元整", "10.00 元", "R2026", "演示 SPECIMEN"):
        assert said in original, said
    assert "副本" not in original
    assert "副本 第 2 次打印" in copy
    assert desk["cast"]["renew"].number not in original, "no number of a person in full"
    assert browser.get(f"{here}/receipt/3").status_code == 404
    execute("UPDATE payments_bill SET refunded_fen = 1000, void_at = now()")
    assert "作废 VOID" in page(browser.get(first))


def test_the_day_of_a_drawer_is_counted_blind_and_accepted_by_another(desk: dict[str, Any]) -> None:
    browser, reviewer, chief = desk["b_clerk"], desk["b_reviewer"], desk["b_chief"]
    assert browser.form("/window/drawer/float", {"float": "200"}).status_code == 303
    take_cash(desk["clerk"], desk["case"], 1000)
    blind = page(browser.get("/window/drawer"))
    assert "210.00" not in blind, "what should be there is not on the page"
    wrong = browser.form("/window/drawer/count", {"counted": "两百"})
    assert wrong.status_code == 422
    assert 'value="两百"' in page(wrong)
    till = last("SELECT id FROM payments_till")
    assert browser.get(f"/window/till/{till}").status_code == 409
    assert browser.form("/window/drawer/count", {"counted": "209"}).status_code == 303
    counted = page(browser.get("/window/drawer"))
    for said in ("209.00 元", "210.00 元", "-1.00 元", "有差额"):
        assert said in counted, said
    assert "还没说明" in page(reviewer.get(f"/window/till/{till}"))
    refused = reviewer.form(f"/window/till/{till}/accept", {})
    assert refused.status_code == 409
    assert "-1.00" in page(refused)
    assert browser.form("/window/drawer/explain", {"reason": "change", "note": "找零多找一元"}).status_code == 303
    assert "找零多找一元" in page(chief.get("/chief/money"))
    assert "1</b> 本等接受" in page(chief.get("/chief/"))
    assert reviewer.form(f"/window/till/{till}/accept", {}).status_code == 303
    sheet = page(browser.get(f"/window/till/{till}"))
    assert "已日结" in sheet
    assert "R2026" in sheet
    assert browser.form(f"/window/case/{desk['case']}/cash", {"counted": "10"}).status_code == 409
    assert chief.form(f"/window/till/{till}/correct", {"sign": "more", "yuan": "1", "said": "在柜缝里找到"}).status_code == 303
    assert "日结后更正" in page(chief.get(f"/window/till/{till}"))


def test_the_head_of_the_office_sees_the_day_and_explains_what_differs(desk: dict[str, Any]) -> None:
    chief = desk["b_chief"]
    order = ask_code(desk["clerk"], desk["case"])
    said = Sandbox().pay(order.id)
    assert "还没对过" in page(chief.get("/chief/money"))
    assert chief.form("/chief/money/compare", {"on": "2026-11-24"}).status_code == 303
    day = page(chief.get("/chief/money?on=2026-11-24"))
    assert "平台有，我们没有" in day
    line = last("SELECT id FROM payments_difference")
    short = chief.form("/chief/money/explain", {"on": "2026-11-24", "id": line, "reason": "next_day", "note": ""})
    assert short.status_code == 422
    assert "open" in page(short)
    assert chief.form("/chief/money/fetch", {"on": "2026-11-24", "id": line}).status_code == 303
    day = page(chief.get("/chief/money?on=2026-11-24"))
    assert "平台有，我们没有" not in day
    assert "没日结 <b" in day
    assert settle_callback(said) == "settled"
    assert chief.get("/chief/money?on=never").status_code == 422
    assert chief.form("/chief/money/compare", {"on": "2027-01-01"}).status_code == 422
