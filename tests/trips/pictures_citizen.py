"""Pictures of the citizen's pages in their states, as ``make pictures`` writes them; three of them stand in the README."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.trips.accessible import scriptless
from tests.trips.album import Album
from tests.trips.conftest import BASE, Office, keys, press
from yitang.kernel import clock
from yitang.platform.database.public import execute, row, rows, set_clock

RENEW, MORTGAGE = "DRV-RENEW", "VEH-MORTGAGE"
SIZES = {"320": (320, "standard"), "large": (360, "large"), "320-largest": (320, "largest")}


def measured(seconds: int = 400) -> None:
    """Two weeks of measured services, so that the hall has ranges to show."""
    windows = rows("SELECT w.id, w.hall_id FROM offices_window w")
    for n in range(60):
        one = windows[n % len(windows)]
        for code in (RENEW, MORTGAGE):
            execute(
                "INSERT INTO queue_service_time (hall_id, business, day, seconds, window_id) VALUES (%s, %s, %s, %s, %s)",
                [one["hall_id"], code, clock.today(), seconds + 5 * n, one["id"]],
            )


def fits(page: Page) -> None:
    """At 320 pixels and with the text of the phone at 1.0, 1.4 and 2.0 nothing stands beyond the edge."""
    page.set_viewport_size({"width": 320, "height": 640})
    for scale in (100, 140, 200):
        page.evaluate(f"document.documentElement.style.fontSize = '{scale}%'")
        wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide[0] <= wide[1], f"{page.url} is {wide[0]} px wide at {scale} %"
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": 360, "height": 740})


def sized(album: Album, page: Page, name: str, state: str = "busy") -> None:
    """A phone page as it is, and at the other widths and text sizes; nothing stands beyond the edge at any of them."""
    album.take(page, name, state)
    for suffix, (width, size) in SIZES.items():
        page.context.add_cookies([{"name": "yitang_size", "value": size, "url": BASE}])
        page.set_viewport_size({"width": width, "height": 740})
        page.reload()
        album.take(page, f"{name}-{suffix}", state, full=True)
    page.context.clear_cookies(name="yitang_size")
    fits(page)
    page.reload()


def number(page: Page, code: str = RENEW) -> str:
    """Take a number on a phone. Returns: its label."""
    page.goto(f"{BASE}/b/{code}/ticket")
    page.click(".button.wide")
    return page.locator(".ticket .number").inner_text()


@pytest.mark.timeout(400)
def test_before_the_visit(office: Office) -> None:
    """At home: the first page, a question, the papers, signing in."""
    album = Album("citizen-home", readme=("phone-home", "phone-checked"))
    take = album.take
    measured()
    phone = office.page(phone=True)
    phone.goto(BASE)
    sized(album, phone, "phone-home", "empty")
    take(phone, "phone-home-whole", "empty", full=True)
    phone.goto(f"{BASE}/search?q=驾照到期")
    take(phone, "phone-found")
    phone.goto(f"{BASE}/search?q=量子纠缠")
    take(phone, "phone-nothing-found", "empty")
    phone.goto(f"{BASE}/all")
    take(phone, "phone-all")
    fits(phone)
    phone.goto(f"{BASE}/b/{RENEW}")
    take(phone, "phone-business", full=True)
    fits(phone)
    phone.goto(f"{BASE}/b/VEH-TRANSFER")
    take(phone, "phone-not-offered", full=True)
    phone.goto(f"{BASE}/b/{MORTGAGE}/check")
    take(phone, "phone-check-mortgage", full=True)
    fits(phone)
    phone.goto(f"{BASE}/b/{RENEW}/check")
    take(phone, "phone-check", "empty", full=True)
    phone.check("[name=identity][value=yes]")
    phone.click("text=看还缺什么")
    phone.wait_for_selector(".checklist")
    sized(album, phone, "phone-checked", "error")
    phone.emulate_media(media="print")
    take(phone, "phone-checked-printed", "error", full=True)
    phone.emulate_media(media="screen")
    phone.click("text=再查一次")
    for key in ("identity", "medical"):
        phone.check(f"[name={key}][value=yes]")
    phone.click("text=看还缺什么")
    take(phone, "phone-checked-ready")
    phone.goto(f"{BASE}/b/{RENEW}/ticket")
    take(phone, "phone-take")
    fits(phone)
    phone.goto(f"{BASE}/t/00000000-0000-0000-0000-000000000000")
    sized(album, phone, "phone-refusal", "error")
    phone.goto(f"{BASE}/v/not-a-statement")
    take(phone, "phone-verify-forged", "error")
    fits(phone)
    signing_in(office, album)
    still = scriptless(office.browser, viewport={"width": 360, "height": 740}, locale="zh-CN")
    office.contexts.append(still)
    plain = still.new_page()
    plain.goto(BASE)
    take(plain, "phone-home-no-script", "empty")
    plain.goto(f"{BASE}/b/{RENEW}/check")
    take(plain, "phone-check-no-script", "empty", full=True)
    number(plain)
    take(plain, "phone-ticket-no-script", full=True)
    set_clock(datetime(2026, 11, 24, 11, 30, tzinfo=UTC), 1.0)
    phone.wait_for_timeout(700)
    phone.goto(f"{BASE}/b/{RENEW}/ticket")
    take(phone, "phone-take-closed", "empty")
    fits(phone)
    phone.goto(BASE)
    take(phone, "phone-home-closed", "empty", full=True)
    album.close()


def signing_in(office: Office, album: Album) -> None:
    """A code to the registered phone, wrong and right; the demo's inbox; the own cases."""
    citizen = office.page(phone=True)
    citizen.goto(f"{BASE}/demo/inbox")
    album.take(citizen, "phone-inbox-empty", "empty")
    citizen.goto(f"{BASE}/me/sign-in")
    album.take(citizen, "phone-sign-in", "empty")
    fits(citizen)
    citizen.fill("#number", "123")
    citizen.keyboard.press("Enter")
    citizen.wait_for_selector(".summary")
    album.take(citizen, "phone-sign-in-wrong", "error")
    citizen.fill("#number", office.city["cast"]["early"].number)
    citizen.keyboard.press("Enter")
    citizen.wait_for_url("**/me/code")
    album.take(citizen, "phone-code")
    citizen.goto(f"{BASE}/demo/inbox")
    for _ in range(40):
        citizen.click("text=刷新")
        if citizen.locator(".messages li").count():
            break
        citizen.wait_for_timeout(250)
    album.take(citizen, "phone-inbox")
    code = citizen.locator(".messages li").first.inner_text().partition("验证码是 ")[2][:6]
    citizen.goto(f"{BASE}/me/code?again=1")
    sized(album, citizen, "phone-code-wrong", "error")
    citizen.fill("#code", code)
    citizen.keyboard.press("Enter")
    citizen.wait_for_url("**/me/cases")
    album.take(citizen, "phone-cases-empty", "empty")


@pytest.mark.timeout(400)
def test_in_the_hall(office: Office) -> None:
    """In the hall: a number, the wait, the call, the window with its second screen, the money, the document, the rating."""
    album = Album("citizen-hall", readme=("phone-called",))
    take = album.take
    measured()
    chief = office.page()
    office.sign_in(chief, "chief")
    display = office.pair(chief, "/hall/", "大厅屏", width=1920, height=1080)
    screen = office.pair(chief, "/window/screen", "3号第二屏", window=3, width=1280, height=800)
    kiosk = office.pair(chief, "/kiosk/", "门口自助机", width=1080, height=1920)
    unpaired = office.page(width=1920, height=1080)
    unpaired.goto(f"{BASE}/hall/")
    unpaired.wait_for_selector("[data-code]")
    take(unpaired, "hall-not-paired", "error")
    unpaired.close()
    take(display, "hall-empty", "empty")
    take(screen, "screen-paused", "empty")
    at_the_kiosk(album, kiosk)
    late, phone = office.page(phone=True), office.page(phone=True)
    number(late)
    number(phone)
    take(phone, "phone-ticket-no-window")
    clerk = office.page()
    office.sign_in(clerk, "c03", window=3)
    keys(clerk, "F7")
    clerk.wait_for_selector("[data-key=F2]")
    take(screen, "screen-empty", "empty")
    phone.reload()
    sized(album, phone, "phone-ticket")
    number(phone, MORTGAGE)
    phone.goto(BASE)
    take(phone, "phone-home-two-numbers")
    phone.click(".mine a:has-text('期满换证')")
    phone.click("text=我不办了")
    take(phone, "phone-leave")
    fits(phone)
    phone.click("text=我接着等")
    for _ in range(6):
        keys(clerk, "F2", "F4")
    missed(album, late)
    keys(clerk, "F2")
    phone.wait_for_selector(".ticket.called")
    expect(phone.locator("body")).to_have_class("calling")
    sized(album, phone, "phone-called")
    phone.click("[data-heard] button")
    take(phone, "phone-called-tapped")
    take(display, "hall-called")
    take(screen, "screen-called")
    served(office, album, clerk, screen, phone)
    walls(album, display)
    disconnected(office, album, display, kiosk, screen)
    set_clock(datetime(2026, 11, 24, 11, 30, tzinfo=UTC), 1.0)
    kiosk.wait_for_timeout(700)
    kiosk.evaluate("window.yitangDevice.home()")
    take(kiosk, "kiosk-closed", "empty")
    album.close()


def at_the_kiosk(album: Album, kiosk: Page) -> None:
    """First page, papers, number; large, low, with the question whether anybody is still there; a refusal."""
    album.take(kiosk, "kiosk-start", "empty")
    for _ in range(5):
        kiosk.click("text=取号：期满换证")
        if "kiosk-papers" not in {one["name"] for one in album.taken}:
            album.take(kiosk, "kiosk-papers")
            for switch in ("low", "big"):
                kiosk.click(f"#{switch}")
                album.take(kiosk, f"kiosk-papers-{switch}")
                kiosk.click(f"#{switch}")
        kiosk.click("button:has-text('取号')")
        kiosk.wait_for_selector(".taken")
        if "kiosk-taken" not in {one["name"] for one in album.taken}:
            album.take(kiosk, "kiosk-taken")
            kiosk.click("#low")
            album.take(kiosk, "kiosk-taken-low")
            kiosk.click("#low")
        kiosk.click("main .button")
        kiosk.wait_for_selector(".acts")
    kiosk.click("#low")
    album.take(kiosk, "kiosk-start-low")
    box = kiosk.locator(".controls").bounding_box()
    assert box
    assert box["y"] > 1920 * 0.4, "below 1200 mm everything that can be touched stands in the lowest part"
    kiosk.click("#low")
    kiosk.fill("#slip", "nothing")
    kiosk.click("button:has-text('我回来了')")
    kiosk.wait_for_selector(".refusal")
    album.take(kiosk, "kiosk-refusal", "error")
    kiosk.evaluate("document.getElementById('still').hidden = false")
    album.take(kiosk, "kiosk-still-here")
    kiosk.click("#stay")
    kiosk.click("main .button")
    kiosk.wait_for_selector(".acts")


def missed(album: Album, late: Page) -> None:
    """A number that nobody answered: what to do next, and the way back; one who gave up."""
    late.wait_for_selector(".ticket.passed")
    sized(album, late, "phone-missed", "error")
    late.click("button:has-text('我回来了')")
    late.wait_for_selector(".ticket.waiting")
    late.click("text=我不办了")
    late.click("button:has-text('取消这个号')")
    late.wait_for_selector(".ticket.left")
    album.take(late, "phone-given-up", "empty")


def served(office: Office, album: Album, clerk: Page, screen: Page, phone: Page) -> None:
    """From the window's first key to the rating, on the second screen and on the phone."""
    keys(clerk, "F8")
    clerk.wait_for_selector("#number")
    album.take(screen, "screen-serving")
    album.take(phone, "phone-serving")
    clerk.keyboard.type(office.city["cast"]["renew"].number)
    clerk.fill("#medical_on", "2026-11-20")
    press(clerk, "F9")
    clerk.wait_for_selector("text=F9 审核通过")
    album.take(screen, "screen-accepted")
    press(clerk, "F9")
    clerk.wait_for_selector("#counted")
    album.take(screen, "screen-to-pay")
    press(clerk, "F8")
    screen.wait_for_selector(".qr svg")
    album.take(screen, "screen-pay")
    order = row("SELECT token FROM payments_sandbox_order")
    payer = office.page(phone=True)
    payer.goto(f"{BASE}/pay/{order['token'] if order else ''}")
    album.take(payer, "phone-pay", "empty")
    fits(payer)
    payer.click("button:has-text('演示付款')")
    payer.wait_for_selector("div.done")
    album.take(payer, "phone-paid")
    clerk.wait_for_selector("text=已缴清")
    album.take(screen, "screen-paid")
    press(clerk, "F9")
    clerk.wait_for_selector("text=已出证")
    screen.wait_for_selector(".grades")
    album.take(screen, "screen-rating")
    keys(clerk, "F10")
    phone.wait_for_selector(".ticket.done")
    sized(album, phone, "phone-done")
    album.take(phone, "phone-done-whole", full=True)
    phone.click("button:has-text('基本满意')")
    album.take(phone, "phone-rated", full=True)
    phone.click(".cells a:has-text('业务')")
    sized(album, phone, "phone-case")
    album.take(phone, "phone-case-whole", full=True)
    phone.emulate_media(media="print")
    album.take(phone, "phone-case-printed", full=True)
    phone.emulate_media(media="screen")
    link = phone.get_attribute(".document a", "href") or ""
    phone.goto(link)
    album.take(phone, "phone-verify", full=True)
    fits(phone)
    phone.fill("#last4", "0000")
    phone.keyboard.press("Enter")
    album.take(phone, "phone-verify-copied", "error")


def walls(album: Album, display: Page) -> None:
    """The same calls on smaller walls and from farther seats; a wall that is too small is refused."""
    for inches, metres in ((43, 10), (43, 6), (75, 6), (43, 60)):
        execute("DELETE FROM offices_display")
        for hall in rows("SELECT id FROM offices_hall"):
            execute(
                "INSERT INTO offices_display (id, hall_id, diagonal_inch, farthest_seat_m) VALUES (gen_random_uuid(), %s, %s, %s)", [hall["id"], inches, metres]
            )
        display.evaluate("window.yitangDevice.home()")
        album.take(display, f"hall-{inches}-inch-{metres}-m", "error" if metres == 60 else "busy")
        rows_fit = "[...document.querySelectorAll('.calls li, .top, .bottom')].every((row) => row.scrollWidth <= row.clientWidth)"
        assert display.evaluate(rows_fit), f"{inches} inches from {metres} m"
    execute("DELETE FROM offices_display")
    display.evaluate("window.yitangDevice.home()")


def disconnected(office: Office, album: Album, display: Page, kiosk: Page, screen: Page) -> None:
    """The cable pulled out: within 45 s each page says so; back again, without a reload."""
    phone = office.page(phone=True)
    number(phone)
    pages = {"phone-ticket-lost": phone, "hall-lost": display, "kiosk-lost": kiosk, "screen-lost": screen}
    for page in pages.values():
        page.context.set_offline(True)
    expect(phone.locator("body")).to_have_attribute("data-live-state", "late", timeout=30000)
    album.take(phone, "phone-ticket-late", "disconnected")
    for name, page in pages.items():
        expect(page.locator("body")).to_have_attribute("data-live-state", "lost", timeout=60000)
        album.take(page, name, "disconnected")
    kiosk.click("text=取号：期满换证")
    kiosk.wait_for_selector(".unreached")
    album.take(kiosk, "kiosk-unreached", "disconnected")
    for page in pages.values():
        page.context.set_offline(False)
    for page in pages.values():
        expect(page.locator("body")).to_have_attribute("data-live-state", "live", timeout=30000)
    album.take(phone, "phone-ticket-back")
