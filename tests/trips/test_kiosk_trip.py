"""A kiosk that is set up on a bad line, used without a touch, and left alone."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.trips.conftest import BASE, Office
from yitang.platform.database.public import row

# The seconds of a page pass when the test says so.
BY_HAND = """const real = window.setInterval; window.seconds = [];
  window.setInterval = (run, ms) => ms === 1000 ? window.seconds.push(run) : real(run, ms);
  window.pass = (n) => { for (; n > 0; n--) window.seconds.forEach((run) => run()); };"""
REACHED = "document.activeElement.id || document.activeElement.tagName"


def test_kiosks(office: Office) -> None:
    """One office, three kiosks one after the other."""
    chief = office.page()
    office.sign_in(chief, "chief")
    let_in_over_a_bad_line_and_used_by_keys(office, chief)
    while_it_asks_whether_anybody_is_there_nothing_else_can_be_reached(office, chief)
    pressed_again_after_a_lost_answer_it_is_the_same_number_and_slip(office, chief)


def let_in_over_a_bad_line_and_used_by_keys(office: Office, chief: Page) -> None:
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
    office.let_in(chief, kiosk, "坏线自助机")
    expect(kiosk.locator(".acts")).to_be_visible()
    assert len(cut) == 2, "two answers were cut short, and it went on asking"
    assert office.faults == []

    # A blank presses the button that has the focus; what a scanner types goes into the field of the slip.
    kiosk.focus("#big")
    kiosk.keyboard.press(" ")
    expect(kiosk.locator("#big")).to_have_attribute("aria-pressed", "true")
    kiosk.keyboard.type("R7")
    expect(kiosk.locator("#slip")).to_have_value("R7")


def while_it_asks_whether_anybody_is_there_nothing_else_can_be_reached(office: Office, chief: Page) -> None:
    kiosk = office.page(width=1080, height=1920)
    kiosk.add_init_script(BY_HAND)
    kiosk.goto(f"{BASE}/kiosk/")
    office.let_in(chief, kiosk, "里边自助机")
    kiosk.click("text=取号：期满换证")
    kiosk.focus("main [name=language]")
    still = kiosk.locator("#still")

    kiosk.evaluate("pass(60)")
    expect(still).to_be_visible()
    expect(kiosk.locator("#stay")).to_be_focused()
    for _ in range(4):
        kiosk.keyboard.press("Tab")
        assert kiosk.evaluate(REACHED) in ("stay", "BODY")
    assert kiosk.evaluate("[...document.body.children].every((el) => el.id === 'still' || el.inert)")
    expect(still).to_be_visible()

    # Pressed by a key: one goes on where one was, and what lies there is not pressed with it.
    kiosk.focus("#stay")
    kiosk.keyboard.press("Enter")
    expect(still).to_be_hidden()
    expect(kiosk.locator("[name=language]")).to_be_focused()
    expect(kiosk.locator("[name=language]")).not_to_be_checked()
    assert kiosk.evaluate("document.querySelectorAll('[inert]').length") == 0

    # Touched beside it, where the button to take a number lies: the question goes, no number is taken.
    button = kiosk.locator("button:has-text('取号')").bounding_box()
    assert button
    kiosk.evaluate("pass(60)")
    expect(still).to_be_visible()
    kiosk.mouse.click(button["x"] + button["width"] - 5, button["y"] + button["height"] - 5)
    expect(still).to_be_hidden()
    expect(kiosk.locator(".checklist")).to_be_visible()

    # Nobody answers: the next person can reach everything.
    kiosk.evaluate("pass(60)")
    expect(still).to_be_visible()
    kiosk.evaluate("pass(20)")
    expect(still).to_be_hidden()
    kiosk.click("text=取号：期满换证")
    expect(kiosk.locator(".checklist")).to_be_visible()


def pressed_again_after_a_lost_answer_it_is_the_same_number_and_slip(office: Office, chief: Page) -> None:
    kiosk = office.pair(chief, "/kiosk/", "门口自助机", width=1080, height=1920)
    before = slips(office)
    lost: list[int] = []

    def lose(route: Any) -> None:
        lost.append(route.fetch().status)
        if len(lost) == 1:
            route.abort()
        else:
            route.fulfill(status=502, content_type="text/html", body="<h1>Bad Gateway</h1>")

    kiosk.route("**/kiosk/take/*", lose)
    kiosk.click("text=取号：期满换证")
    for many in (1, 2):
        kiosk.evaluate("document.querySelector('.unreached')?.remove()")
        kiosk.click("button:has-text('取号')")
        expect(kiosk.locator(".unreached")).to_be_visible()
        assert lost[:many] == [200] * many, "the office did it, and the kiosk does not know"
    kiosk.unroute("**/kiosk/take/*")
    kiosk.click("button:has-text('取号')")
    expect(kiosk.locator(".number.big")).to_have_text("A001")
    expect(kiosk.locator(".taken")).to_contain_text("请取走小票")
    assert row("SELECT count(*) AS n FROM queue_ticket") == {"n": 1}
    assert len(slips(office) - before) == 1

    # The next person, for the same business: a number and a slip of his own.
    kiosk.click("main .button")
    kiosk.click("text=取号：期满换证")
    kiosk.click("button:has-text('取号')")
    expect(kiosk.locator(".number.big")).to_have_text("A002")
    assert len(slips(office) - before) == 2

    # An answer that comes when the kiosk has turned to the next person is not shown to them.
    held: list[Any] = []
    kiosk.route("**/kiosk/take/*", lambda route: held.append(route))  # noqa: PLW0108 - a plain function is asked for
    kiosk.click("main .button")
    kiosk.click("text=取号：期满换证")
    kiosk.click("button:has-text('取号')")
    kiosk.wait_for_function("document.querySelector('main form').dataset.sent")
    kiosk.evaluate("yitangDevice.home()")
    expect(kiosk.locator("text=取号：期满换证")).to_be_visible()
    with kiosk.expect_response("**/kiosk/take/*"):
        held[0].continue_()
    kiosk.wait_for_timeout(200)
    expect(kiosk.locator("text=取号：期满换证")).to_be_visible()
    expect(kiosk.locator(".number.big")).to_have_count(0)


def slips(office: Office) -> set[str]:
    """What the printer has printed until now."""
    return {one.name for one in (office.var / "slips").glob("*.escpos")}
