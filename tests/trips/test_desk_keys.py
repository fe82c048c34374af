"""The keys of the desk as hands use them: an input method open, a key held down, a key that is off, Enter, and no script at all."""

from playwright.sync_api import Page, expect

from tests.trips.accessible import scriptless
from tests.trips.conftest import BASE, Office, keys, press
from yitang.platform.database.public import row, rows

RENEW = "DRV-RENEW"
PRESSED = """([key, init]) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true, ...init}))"""


def serving(office: Office, clerk: Page) -> None:
    """A clerk at window 3 with somebody before her."""
    phone = office.page(phone=True)
    phone.goto(f"{BASE}/b/{RENEW}/ticket")
    phone.click(".button.wide")
    phone.wait_for_selector(".ticket")
    office.sign_in(clerk, "c03", window=3)
    keys(clerk, "F7", "F2", "F8")
    expect(clerk.locator("#number")).to_be_focused()


def with_an_input_method_open(clerk: Page) -> None:
    clerk.focus("#number")
    # While Chinese is being composed a key belongs to the input method: nothing acts, by either sign of it.
    clerk.evaluate(PRESSED, ["F10", {"isComposing": True}])
    clerk.evaluate(PRESSED, ["F10", {"keyCode": 229}])
    clerk.evaluate(PRESSED, ["Enter", {"isComposing": True}])
    expect(clerk.locator("#number")).to_be_focused()
    clerk.evaluate(PRESSED, ["F10", {"repeat": True}])
    clerk.evaluate(PRESSED, ["F10", {"ctrlKey": True}])
    clerk.wait_for_timeout(300)
    assert row("SELECT state FROM queue_ticket") == {"state": "serving"}

    # The same key, not composed, acts, and once although it is pressed twice.
    clerk.evaluate(f"(args) => {{ const press = {PRESSED}; press(args); press(args); }}", ["F10", {}])
    expect(clerk.locator(".who")).to_contain_text("没有叫到的号")
    assert rows("SELECT 1 AS one FROM audit_row WHERE act = 'cases.finish_visit'") == [{"one": 1}]


def test_enter_goes_on_a_key_that_is_off_says_why_a_link_leads_to_the_field_and_what_is_composed_is_no_key(office: Office) -> None:
    clerk = office.page()
    serving(office, clerk)

    # Enter goes through the fields, as a card reader types it, and sends nothing.
    clerk.keyboard.type(office.city["cast"]["renew"].number)
    clerk.keyboard.press("Enter")
    expect(clerk.locator("#medical_on")).to_be_focused()
    expect(clerk.locator("#where")).to_have_text("第 2 项，共 8 项 · Enter 下一项")
    for _ in range(6):
        clerk.keyboard.press("Enter")
    expect(clerk.locator("#agent_letter")).to_be_focused()
    clerk.keyboard.press("Enter")
    expect(clerk.locator("#say")).to_have_text("填完了：F8 核对，F9 受理")
    assert rows("SELECT 1 FROM audit_row WHERE act = 'cases.check'") == []

    press(clerk, "F2")
    expect(clerk.locator("#say")).to_have_text("F2 现在不能用：A001 还在本窗口，先办结或过号")
    press(clerk, "F9")
    expect(clerk.locator(".refusal")).to_be_focused()
    assert clerk.title().startswith("错误")
    clerk.keyboard.press("Tab")
    clerk.keyboard.press("Enter")
    expect(clerk.locator("#medical_on")).to_be_focused()

    # F1 opens and closes the list of keys; F6 asks for a reason first; Escape leaves everything as it was.
    press(clerk, "F1")
    expect(clerk.locator(".help .sheet")).to_be_visible()
    press(clerk, "F1")
    expect(clerk.locator(".help .sheet")).to_be_hidden()
    press(clerk, "F6")
    expect(clerk.locator("[name=reason]").first).to_be_focused()
    press(clerk, "F6")
    assert row("SELECT state FROM queue_ticket") == {"state": "serving"}, "no transfer without a reason"
    clerk.keyboard.press("Escape")
    expect(clerk.locator(".sheet").first).to_be_hidden()
    with_an_input_method_open(clerk)


def test_the_desk_works_without_a_script(office: Office) -> None:
    """Forms post and links go: each key is a button of its own."""
    clerk = office.page()
    serving(office, clerk)
    plain = scriptless(office.browser, storage_state=clerk.context.storage_state())
    office.contexts.append(plain)
    page = plain.new_page()
    page.goto(f"{BASE}/window/")
    page.fill("#number", office.city["cast"]["renew"].number)
    page.fill("#medical_on", "2026-11-20")
    page.click("button:has-text('核对')")
    expect(page.locator(".done")).to_contain_text("材料齐")
    page.click("button:has-text('受理')")
    expect(page.locator(".work")).to_contain_text("审核通过")
    page.click("summary:has-text('转走')")
    page.check("[name=reason] >> nth=0")
    page.click(".sheet button:has-text('转窗')")
    expect(page.locator(".who")).to_contain_text("没有叫到的号")
