"""An administrator's act asks for the second factor in place, and the key gives it: what was typed is done, in a real browser."""

from playwright.sync_api import expect

from tests.trips.conftest import BASE, Office
from tests.trips.test_security_key_trip import KEY, prove
from yitang.platform.database.public import execute, row


def test_a_touch_of_the_key_goes_on_with_what_was_asked_for(office: Office) -> None:
    page = office.page()
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    office.sign_in(page, "admin")
    page.wait_for_url("**/admin/")
    page.goto(f"{BASE}/me/keys")
    page.wait_for_load_state("load")
    page.keyboard.type("蓝色钥匙")
    page.keyboard.press("Tab")
    prove(office, page, "admin")
    page.keyboard.press("Enter")
    page.wait_for_url("**/me?done=key")
    who = row("SELECT id FROM identity_account WHERE login = 'c05'")
    assert who
    execute("UPDATE identity_session SET factor_at = factor_at - interval '6 minutes'")
    page.goto(f"{BASE}/admin/account/{who['id']}")
    page.click("#in-person summary")
    page.select_option("#paper", "id_card")
    page.fill("#in-person-reason", "手机和钥匙一起丢了")
    page.click("text=申请当面重置")
    expect(page.locator("#fresh_code")).to_be_focused()
    page.click("[data-key-ask]")
    expect(page.locator(".word")).to_have_count(1)
    assert row("SELECT reason, paper FROM identity_grant WHERE kind = 'reset'") == {"reason": "手机和钥匙一起丢了", "paper": "id_card"}
    assert row("SELECT sign_count > 0 AS counted FROM identity_security_key") == {"counted": True}
