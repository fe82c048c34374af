"""Pictures of the money's pages in their states: a waiver, refunds, a receipt, the drawer of a window and its sheet, the head's day."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.trips.conftest import BASE, Office, keys
from tests.trips.pictures_desk import Desks, desks
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row
from yitang.processes.payments.public import Sandbox, ask_code, set_float, settle_callback, take_cash
from yitang.processes.payments.tests.factories import unpaid
from yitang.processes.payments.tests.people import of

pytestmark = pytest.mark.timeout(400)


def sizes(page: Page, album: Desks, name: str, state: str = "busy") -> None:
    """One page at a phone's width, at a desk's and on a large screen."""
    for width, height in ((320, 740), (1366, 768), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        album.shot(page, f"{name}-{width}", state, full=True)
    page.set_viewport_size({"width": 1366, "height": 768})


def a_waiver(clerk: Page, reviewer: Page, album: Desks, case: Any) -> None:
    """Asked for at the window, looked at and refused, asked again and granted in half."""
    clerk.goto(f"{BASE}/window/case/{case}/money")
    sizes(clerk, album, "money-unpaid")
    for n, press in enumerate(("F4", "F9")):
        clerk.goto(f"{BASE}/window/case/{case}/money")
        clerk.check("[value=province_half]")
        clerk.fill("#evidence", "川财规〔2026〕1号第二条，残疾人证")
        keys(clerk, "F8")
        clerk.wait_for_selector("text=撤销申请")
        reviewer.goto(f"{BASE}/window/money")
        if n == 0:
            sizes(reviewer, album, "money-waiting")
        reviewer.click("a[href*='/money/waiver/']")
        reviewer.wait_for_selector("#said")
        if n == 0:
            sizes(reviewer, album, "money-waiver")
            reviewer.fill("#said", "文件没有这一条")
        keys(reviewer, press)
        reviewer.wait_for_url(f"{BASE}/window/money")


def a_refund(clerk: Page, chief: Page, album: Desks, case: Any) -> None:
    """Paid in cash, a receipt twice, too much asked back, then all of it; approved, paid out, void."""
    for n in (1, 2):
        clerk.goto(f"{BASE}/window/case/{case}/money")
        clerk.click("text=打印收据")
        clerk.wait_for_url(f"{BASE}/window/case/{case}/receipt/{n}")
    sizes(clerk, album, "money-receipt-copy")
    clerk.goto(f"{BASE}/window/case/{case}/money")
    clerk.check("[value=not_issued]")
    clerk.fill("#yuan", "50")
    clerk.fill("#note", "群众临时不办了")
    keys(clerk, "F9")
    clerk.wait_for_selector(".refusal")
    sizes(clerk, album, "money-too-much", "error")
    clerk.fill("#yuan", "5")
    keys(clerk, "F9")
    clerk.wait_for_selector("text=撤销申请")
    refund = row("SELECT id FROM payments_refund")
    assert refund
    chief.goto(f"{BASE}/window/money/refund/{refund['id']}")
    sizes(chief, album, "money-refund")
    keys(chief, "F9")
    chief.wait_for_url(f"{BASE}/window/money")
    clerk.goto(f"{BASE}/window/case/{case}/money")
    sizes(clerk, album, "money-to-fetch")
    clerk.click("text=从本窗口钱箱付")
    clerk.wait_for_selector("text=收据作废")
    clerk.goto(f"{BASE}/window/case/{case}/receipt/1")
    album.shot(clerk, "money-receipt-void", full=True)


def a_day(clerk: Page, reviewer: Page, chief: Page, album: Desks) -> None:
    """The drawer before the count, a difference, its explanation, the sheet; the head's day with a line that differs."""
    clerk.goto(f"{BASE}/window/drawer")
    sizes(clerk, album, "drawer-open")
    clerk.fill("#counted", "199")
    keys(clerk, "F9")
    clerk.wait_for_selector("text=有差额")
    sizes(clerk, album, "drawer-short")
    clerk.check("[value=change]")
    clerk.fill("#note", "找零多找一元，群众已走")
    keys(clerk, "F9")
    clerk.wait_for_selector("dd:has-text('群众已走')")
    reviewer.goto(f"{BASE}/window/money")
    album.shot(reviewer, "money-tills")
    chief.goto(f"{BASE}/chief/money")
    album.shot(chief, "day-open")
    reviewer.click("text=打开日结单")
    reviewer.wait_for_url(re.compile("/window/till/"))
    sizes(reviewer, album, "till-counted")
    keys(reviewer, "F9")
    reviewer.wait_for_selector("text=已日结")
    execute("INSERT INTO payments_sandbox_order (order_id, token, fen, until_at, transaction, paid_at) "
            "SELECT gen_random_uuid(), 'lost', 700, paid_at, 'SBLOST0123456789', paid_at FROM payments_sandbox_order LIMIT 1")  # fmt: skip
    chief.goto(f"{BASE}/chief/money")
    chief.click("text=现在对账")
    chief.wait_for_selector("summary:has-text('说明差错')")
    chief.click("summary:has-text('说明差错')")
    sizes(chief, album, "day-differs")
    chief.goto(f"{BASE}/chief/")
    album.shot(chief, "day-floor", fixed=True)


def by_code(city: dict[str, Any], li: Viewer) -> None:
    """Money by code that came after cash."""
    case = row("SELECT id FROM cases_case")
    assert case
    said = Sandbox().pay(ask_code(li, case["id"]).id)
    take_cash(li, case["id"], 500)
    settle_callback(said)
    assert of(city, "chief")


def test_pictures_of_the_money(office: Office) -> None:
    """A case of ten yuan, half waived, paid and given back; the window's day; the day of the office."""
    desk = unpaid(office.city)
    album, clerk, reviewer, chief = desks("money"), office.page(), office.page(), office.page()
    office.sign_in(clerk, "c03", window=3)
    office.sign_in(reviewer, "r01")
    office.sign_in(chief, "chief")
    set_float(desk["clerk"], 20000)
    a_waiver(clerk, reviewer, album, desk["case"])
    by_code(office.city, desk["clerk"])
    a_refund(clerk, chief, album, desk["case"])
    chief.goto(f"{BASE}/chief/overpaid")
    album.shot(chief, "day-overpaid")
    a_day(clerk, reviewer, chief, album)
    album.close()
