"""Pictures of what is due and of an investigation, each with its states and sizes; a part of ``make pictures``."""

from datetime import timedelta

from tests.trips.conftest import BASE, Office, keys
from tests.trips.pictures_desk import desks
from yitang.config.demo.vehicles import cars
from yitang.kernel import clock
from yitang.platform.database.public import row, set_clock
from yitang.processes.cases.public import accept_case, begin_day
from yitang.processes.cases.tests.factories import at_desk
from yitang.processes.cases.tests.test_case import FULL, RENEW
from yitang.processes.cases.tests.test_mortgage_case import MORTGAGE, seen_of

SIZES = {"": (1366, 768), "-wide": (1920, 1080), "-narrow": (320, 740)}


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

    def each_size(page: object, path: str, name: str, state: str = "busy") -> None:
        for suffix, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})  # type: ignore[attr-defined]
            page.goto(BASE + path)  # type: ignore[attr-defined]
            album.shot(page, f"{name}{suffix}", state, full=True)  # type: ignore[arg-type]
        page.set_viewport_size({"width": 1366, "height": 768})  # type: ignore[attr-defined]

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
    keys(clerk)
    album.close()
