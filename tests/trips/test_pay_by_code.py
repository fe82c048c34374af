"""A citizen pays by code: the clerk asks for it, the second screen shows it, the phone pays, and both sides turn by themselves."""

from playwright.sync_api import expect

from tests.trips.conftest import BASE, Office, keys, press
from yitang.platform.database.public import row


def test_the_console_turns_when_the_money_comes(office: Office) -> None:
    chief, phone, clerk = office.page(), office.page(phone=True), office.page()
    office.sign_in(chief, "chief")
    screen = office.pair(chief, "/window/screen", "3号第二屏", window=3, width=1280, height=800)
    phone.goto(f"{BASE}/b/DRV-RENEW/ticket")
    phone.click(".button.wide >> nth=0")
    expect(phone.locator(".ticket .number")).to_have_text("A001")
    office.sign_in(clerk, "c03", window=3)
    keys(clerk, "F7", "F2", "F8")
    clerk.fill("#number", office.city["cast"]["renew"].number)
    clerk.fill("#medical_on", "2026-11-20")
    press(clerk, "F9")
    expect(clerk.locator(".work")).to_contain_text("F9 审核通过")
    press(clerk, "F9")
    expect(clerk.locator(".work")).to_contain_text("F8 扫码收款")

    # Asked for and taken back, then asked for again: the second screen follows.
    press(clerk, "F8")
    expect(clerk.locator(".work")).to_contain_text("等群众扫码付款")
    expect(screen.locator(".qr svg")).to_be_visible()
    expect(screen.locator(".pay")).to_contain_text("10.00 元")
    press(clerk, "F8")
    expect(clerk.locator("#counted")).to_be_focused()
    expect(screen.locator(".qr")).to_have_count(0)
    press(clerk, "F8")
    expect(screen.locator(".qr svg")).to_be_visible()
    order = row("SELECT qr FROM payments_order WHERE state = 'open'")
    assert order

    # The citizen pays; nobody touches the console or the screen.
    phone.goto(order["qr"])
    expect(phone.locator("main")).to_contain_text("演示")
    phone.locator("button:has-text('演示付款')").dblclick()
    expect(phone.locator("h1")).to_contain_text("付了 10.00 元")
    expect(clerk.locator(".work")).to_contain_text("已缴清")
    expect(screen.locator(".qr")).to_have_count(0)
    assert row("SELECT method, fen FROM payments_payment") == {"method": "code", "fen": 1000}
    press(clerk, "F9")
    expect(clerk.locator(".work")).to_contain_text("已出证")
    chief.goto(f"{BASE}/chief/overpaid")
    expect(chief.locator("main")).to_contain_text("没有要退的钱")
