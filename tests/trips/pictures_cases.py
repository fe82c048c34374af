"""Pictures of what is due and of an investigation, each with its states and sizes; a part of ``make pictures``."""

from datetime import timedelta

from playwright.sync_api import Page

from tests.trips.conftest import BASE, Office, keys, press
from tests.trips.pictures_desk import Desks, desks
from yitang.config.demo.vehicles import cars
from yitang.kernel import clock
from yitang.platform.database.public import row, set_clock
from yitang.processes.cases.public import accept_case, begin_day
from yitang.processes.cases.tests.factories import at_desk
from yitang.processes.cases.tests.test_case import FULL, RENEW
from yitang.processes.cases.tests.test_mortgage_case import MORTGAGE, seen_of

SIZES = {"": (1366, 768), "-wide": (1920, 1080), "-narrow": (320, 740)}


def at_each_size(album: Desks, page: Page, path: str, name: str) -> None:
    """One page at a desk's two sizes and on the narrowest phone."""
    for suffix, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(BASE + path)
        album.shot(page, f"{name}{suffix}", full=True)
    page.set_viewport_size({"width": 1366, "height": 768})


def test_pictures_of_papers_that_come_later_and_of_a_correction(office: Office) -> None:
    """Something is missing that may come later; the undertaking; what the desk, the phone and the page of the case then say; an entry that is wrong."""
    album, clerk, phone = desks("deferred"), office.page(), office.page(phone=True)
    phone.goto(f"{BASE}/b/DRV-RENEW/ticket")
    phone.click(".button.wide >> nth=0")
    phone.wait_for_selector(".ticket .number")
    office.sign_in(clerk, "c03", window=3)
    keys(clerk, "F7", "F2", "F8")
    clerk.fill("#number", office.city["cast"]["renew"].number)
    press(clerk, "F8")
    clerk.wait_for_selector("[name=undertaken]")
    album.shot(clerk, "window-may-come-later", "error", fixed=True)
    clerk.check("[name=undertaken]")
    press(clerk, "F9")
    clerk.wait_for_selector(".deferrals")
    album.shot(clerk, "window-deferred", fixed=True)
    case = row("SELECT id FROM cases_case")
    assert case
    at_each_size(album, clerk, f"/window/case/{case['id']}", "case-deferred")
    clerk.goto(f"{BASE}/window/corrections")
    clerk.fill("#number", cars()["mortgage"].plate)
    clerk.fill("#after", "演示牌 YT-7200")
    clerk.fill("#why", "车主发现厂牌型号录错了，合格证上是 7200")
    clerk.click("[value=ask]")
    clerk.wait_for_selector("text=要改成")
    at_each_size(album, clerk, "/window/corrections", "corrections")
    phone.set_viewport_size({"width": 320, "height": 740})
    phone.goto(f"{BASE}/case/{case['id']}")
    album.shot(phone, "phone-deferred", full=True)
    album.close()


def test_pictures_of_cases_at_their_limits(office: Office) -> None:
    """Two cases come due; one is stopped, looked into, and waits for the head of the office."""
    album, city = desks("cases"), office.city
    desk = at_desk(city, RENEW)
    accept_case(desk["clerk"], RENEW, city["cast"]["renew"].number, FULL)
    other = at_desk(city, MORTGAGE, 5)
    accept_case(other["clerk"], MORTGAGE, cars()["mortgage"].plate, seen_of(city))
    set_clock(clock.now() + timedelta(days=1), 1.0)
    begin_day()
    clerk, chief = office.page(), office.page()
    office.sign_in(clerk, "c03", window=3)
    office.sign_in(chief, "chief")

    def each_size(page: Page, path: str, name: str) -> None:
        at_each_size(album, page, path, name)

    each_size(clerk, "/window/due", "due")
    each_size(clerk, "/window/due?of=office", "due-office")
    case = row("SELECT id FROM cases_case WHERE business = 'VEH-MORTGAGE'")
    assert case
    path = f"/window/case/{case['id']}/investigation"
    each_size(clerk, path, "suspend")
    clerk.goto(BASE + path)
    clerk.check("[name=reason][value=forged]")
    clerk.fill("#seen", "登记证书的编号和发动机号拓印不一样，印章颜色也不对")
    clerk.click("[value=suspend]")
    clerk.wait_for_selector("#found")
    clerk.select_option("#kind", "issuer")
    clerk.fill("#found", "向发证的车管所核查：没有发过这一本")
    clerk.click("[value=evidence]")
    clerk.wait_for_selector("td:has-text('没有发过')")
    each_size(clerk, path, "investigation-own")
    each_size(chief, path, "investigation")
    each_size(chief, "/chief/due", "chief-due-list")
    chief.goto(f"{BASE}/chief/")
    album.shot(chief, "chief-stopped", fixed=True)
    clerk.goto(f"{BASE}/window/case/{case['id']}")
    album.shot(clerk, "case-suspended", full=True)
    album.close()
