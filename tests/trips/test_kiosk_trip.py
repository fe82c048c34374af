"""A kiosk that is set up on a bad line and used without a touch."""

from typing import Any

from playwright.sync_api import expect

from tests.trips.conftest import BASE, Office


def test_a_kiosk_is_let_in_over_a_bad_line_and_used_by_keys(office: Office) -> None:
    chief = office.page()
    office.sign_in(chief, "chief")
    kiosk = office.page(width=1080, height=1920)
    cut: list[str] = []

    def cut_short(route: Any) -> None:
        if len(cut) < 2:
            cut.append(route.request.url)
            route.fulfill(status=200, content_type="application/json", body="{")
        else:
            route.continue_()

    kiosk.route("**/api/v1/pairings/*", cut_short)
    kiosk.goto(f"{BASE}/kiosk/")
    code = kiosk.locator("[data-code]").inner_text()
    chief.goto(f"{BASE}/chief/devices")
    chief.fill("#code", code)
    chief.click("text=让它进来")
    expect(kiosk.locator(".acts")).to_be_visible()
    assert len(cut) == 2, "two answers were cut short, and it went on asking"
    assert office.faults == []

    # A blank presses the button that has the focus; what a scanner types goes into the field of the slip.
    kiosk.focus("#big")
    kiosk.keyboard.press(" ")
    expect(kiosk.locator("#big")).to_have_attribute("aria-pressed", "true")
    kiosk.keyboard.type("R7")
    expect(kiosk.locator("#slip")).to_have_value("R7")
