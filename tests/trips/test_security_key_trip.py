"""A clerk enrols a security key on his account page, signs in with it, makes recovery codes and signs in with one; in a real browser, by keyboard.

The key is the browser's own virtual one: everything between the page's script and the database is as it is with a key of metal.
"""

import re

from playwright.sync_api import Page, expect

from tests.trips.conftest import BASE, Office
from yitang.platform.database.public import row

KEY = {
    "protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}  # fmt: skip


def fits(page: Page) -> bool:
    """Nothing of a page is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def prove(office: Office, page: Page, login: str) -> None:
    """Password and a fresh one-time code, where the focus is."""
    page.keyboard.type(office.city["accounts"][login]["password"])
    page.keyboard.press("Tab")
    page.keyboard.type(office.fresh_code(login))


def leave_and_begin(office: Office, page: Page, login: str) -> None:
    """He leaves his account and types badge and password where that leads; the code is next."""
    page.goto(f"{BASE}/me")
    with page.expect_navigation(url="**/sign-in", wait_until="load"):
        page.click("text=退出这里")
    expect(page.locator("#login")).to_be_focused()
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.type(office.city["accounts"][login]["password"])
    page.keyboard.press("Tab")


def test_a_key_and_a_recovery_code_stand_for_the_one_time_code(office: Office) -> None:
    page = office.page(phone=True)
    page.set_viewport_size({"width": 320, "height": 740})
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    authenticator = browser.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]
    office.sign_in(page, "g01")

    # The account, on the screen of a phone; a key is enrolled, and once is enough.
    page.goto(f"{BASE}/me")
    expect(page.locator("main")).to_contain_text("还没有安全钥匙")
    assert fits(page)
    for name in ("蓝色钥匙", "又一把"):
        page.goto(f"{BASE}/me/keys")
        page.wait_for_load_state("load")
        expect(page.locator("#name")).to_be_focused()
        assert fits(page)
        page.keyboard.type(name)
        page.keyboard.press("Tab")
        prove(office, page, "g01")
        page.keyboard.press("Enter")
        if name == "又一把":
            expect(page.locator("[data-key-say]")).to_contain_text("已经登记过了")
            expect(page.locator("#name")).to_have_value(name)
            break
        page.wait_for_url("**/me?done=key")
        expect(page.locator(".done")).to_contain_text("安全钥匙登记好了")
        expect(page.locator("main")).to_contain_text("蓝色钥匙")

    # He leaves, and comes back with the key alone; what the key signed is counted.
    leave_and_begin(office, page, "g01")
    assert fits(page)
    page.click("[data-key-ask]")
    page.wait_for_url("**/guide/")
    assert row("SELECT sign_count > 0 AS counted, copied FROM identity_security_key") == {"counted": True, "copied": False}

    # Recovery codes, proven by the key; on paper they are as the page shows them.
    page.goto(f"{BASE}/me/recovery")
    page.wait_for_load_state("load")
    expect(page.locator("#password")).to_be_focused()
    page.keyboard.type(office.city["accounts"]["g01"]["password"])
    page.click("[data-key-ask]")
    expect(page.locator(".codes li")).to_have_count(10)
    assert fits(page)
    code = page.locator(".codes .number").first.inner_text()
    assert re.fullmatch(r"([A-Z2-7]{4}-){5}[A-Z2-7]{4}", code)

    # The key is lost: a browser without one says so, and the code on paper lets him in.
    browser.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": authenticator})
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": {**KEY, "automaticPresenceSimulation": True}})
    leave_and_begin(office, page, "g01")
    page.click("[data-key-ask]")
    expect(page.locator("[data-key-say]")).to_contain_text("钥匙没有回答")
    page.locator("#code").focus()
    page.keyboard.type(code.lower())
    page.keyboard.press("Enter")
    page.wait_for_url("**/me?recovered=1")
    expect(page.locator("[role=alert]")).to_contain_text("您这次是用恢复码登录的")
    expect(page.locator("main")).to_contain_text("还剩 9 个")
    assert fits(page)
