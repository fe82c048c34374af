"""A citizen signs in on the phone by the code that the worker brings, in a real browser; a stranger's number leads nowhere."""

import re

from playwright.sync_api import Page, expect

from tests.trips.conftest import BASE, Office
from yitang.platform.database.public import execute, rows
from yitang.platform.policy.queries import KEEP_S


def ask(page: Page, number: str) -> None:
    """Home, my cases, the number, by keyboard."""
    page.goto(BASE)
    page.click("text=我的业务")
    page.fill("#number", number)
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/code")
    expect(page.locator("#code")).to_be_focused()


def fits(page: Page) -> bool:
    """Nothing of a page is wider than the phone."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_code_comes_and_lets_in_and_leaving_shuts(office: Office) -> None:
    cast, phone, reader = office.city["cast"], office.page(phone=True), office.page(phone=True)
    reader.goto(f"{BASE}/demo/inbox")
    expect(reader.locator("main")).to_contain_text("还没有消息")
    ask(phone, cast["renew"].number)
    assert fits(phone)
    expect(phone.locator("main")).not_to_contain_text(cast["renew"].number)

    # Nobody waits for it but the worker's process.
    reader.wait_for_timeout(500)
    for _ in range(40):
        reader.click("text=刷新")
        if reader.locator(".messages li").count():
            break
        reader.wait_for_timeout(250)
    message = reader.locator(".messages li").first
    expect(message).to_contain_text("100****0000")
    expect(message).to_contain_text("车管所不会通过电话或短信要您付款")
    assert fits(reader)
    found = re.search(r"验证码是 (\d{6})", message.inner_text())
    assert found
    code = found.group(1)

    phone.fill("#code", "000000" if code != "000000" else "111111")
    phone.keyboard.press("Enter")
    expect(phone.locator(".summary")).to_contain_text("验证码不对或已过期")
    phone.fill("#code", code)
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/me/cases")
    expect(phone.locator("main")).to_contain_text("还没有业务")
    phone.go_back()
    phone.goto(f"{BASE}/me/code")
    phone.wait_for_url("**/me/cases")
    phone.click("text=退出登录")
    phone.wait_for_url(f"{BASE}/")
    phone.goto(f"{BASE}/me/cases")
    phone.wait_for_url("**/me/sign-in")
    assert [one["state"] for one in rows("SELECT state FROM notices_notice")] == ["sent"]

    # Somebody types a stranger's number in an hour in which everybody asks: the phone works for its code, by itself. A message to the
    # stranger, nothing on this phone.
    execute("UPDATE policy_value SET value = '0' WHERE name = 'code.all_an_hour'")
    execute("UPDATE policy_value SET value = '12' WHERE name = 'code.puzzle_bits'")
    thief = office.page(phone=True)
    thief.wait_for_timeout(KEEP_S * 1000 + 500)  # each process of the pages reads the policy anew
    thief.goto(f"{BASE}/me/sign-in")
    expect(thief.locator("[data-solving]")).to_contain_text("按下后手机先算几秒")
    assert fits(thief)
    ask(thief, cast["stranger"].number)
    for guess in ("123456", "654321"):
        thief.fill("#code", guess)
        thief.keyboard.press("Enter")
        expect(thief.locator(".summary")).to_contain_text("验证码不对或已过期")
    said = thief.locator("body").inner_text()
    assert cast["stranger"].number not in said
    assert "100****" not in said
