"""Pictures of the staff's pages in their states: a working day of a clerk without a mouse, a reviewer, the head of the office."""

import random
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from playwright.sync_api import Page

from tests.trips.album import Album
from tests.trips.conftest import BASE, Office, keys, press
from yitang.config.demo.vehicles import banks, cars
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows
from yitang.processes.queue.public import issue_ticket

RENEW = ("DRV-RENEW",)
pytestmark = pytest.mark.timeout(400)


def kiosk(office: Office) -> Viewer:
    """A kiosk that gives numbers, for those who are not in the picture."""
    city = office.city
    return Viewer(post="kiosk", device_id=uuid4(), device_kind="kiosk", hall_id=city["hall"], office_id=city["office"])


def busy_morning(office: Office) -> None:
    """A morning that is over: 60 served at several windows with waits that rose to half an hour, and one bad rating."""
    chance, now = random.Random(7), clock.now()  # noqa: S311 - a synthetic morning
    city = office.city
    places = [r["id"] for r in rows("SELECT id FROM offices_window WHERE hall_id = %s ORDER BY number", [city["hall"]])]
    for n in range(60):
        issue_ticket(kiosk(office), city["hall"], RENEW, "kiosk")
        came = now - timedelta(minutes=150 - 2 * n)
        wait = timedelta(minutes=2 + 26 * max(0.0, 1 - abs(n - 30) / 25) + chance.random() * 3)
        took = timedelta(minutes=4 + chance.random() * 5)
        execute(
            "UPDATE queue_ticket SET state = 'done', issued_at = %s, ready_at = %s, called_at = %s, served_at = %s, closed_at = %s, "
            "estimate_low_s = %s, estimate_high_s = %s WHERE state = 'waiting'",
            [came, came, came + wait, came + wait, came + wait + took, wait.total_seconds() * 0.8, wait.total_seconds() * 1.1 + 120],
        )
        execute(
            "INSERT INTO queue_service_time (hall_id, business, day, seconds, window_id) VALUES (%s, %s, %s, %s, %s)",
            [city["hall"], RENEW[0], clock.today(), took.total_seconds(), places[n % 9]],
        )
    for n, window in enumerate(places[:9]):
        if not row("SELECT 1 AS yes FROM queue_period WHERE window_id = %s AND to_at IS NULL", [window]):
            kind = "paused" if n == 6 else "idle"
            account = row("SELECT id FROM identity_account WHERE login = %s", [f"c{n + 1:02d}"])
            execute(
                "INSERT INTO queue_period (id, window_id, hall_id, account_id, kind, from_at) VALUES (%s, %s, %s, %s, %s, %s)",
                [uuid4(), window, city["hall"], account["id"] if account else None, kind, now - timedelta(minutes=3 * n)],
            )


def waiting(office: Office, minutes: list[int]) -> None:
    """So many wait, for so many minutes."""
    for n in minutes:
        issue_ticket(kiosk(office), office.city["hall"], RENEW, "kiosk")
        came = clock.now() - timedelta(minutes=n)
        execute(
            "UPDATE queue_ticket SET issued_at = %s, ready_at = %s WHERE number = (SELECT max(number) FROM queue_ticket WHERE letter = 'A')",
            [came, came],
        )


class Desks(Album):
    """The pictures of the desks, with what each must keep: no sideways scroll, and on a ``fixed`` desk nothing below the fold."""

    def shot(self, page: Page, name: str, state: str = "busy", full: bool = False, fixed: bool = False) -> None:
        """One picture, after what it must keep."""
        assert page.locator("main").count() == 1, f"{name}: a page of ours"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name}: no sideways scroll"
        if fixed:
            assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), f"{name}: the desk stands still"
        self.take(page, f"desk-{name}", state, full)


def desks(walk: str, *readme: str) -> Desks:
    """An album of the desks. The log was emptied since the test before: a connection that remembers its last row would be out of step."""
    connections["default"].close()
    return Desks(f"desk-{walk}", readme)


def a_renewal(office: Office, clerk: Page, album: Desks) -> None:
    """From the call to the file: recall, no-show, start, what is missing, check, accept, review, code and cash, issue, finish."""
    cast = office.city["cast"]
    keys(clerk, "F2")
    clerk.wait_for_selector("[data-key=F8]")
    album.shot(clerk, "window-called", fixed=True)
    keys(clerk, "F3")
    clerk.wait_for_selector(".who :text('重呼 1 次')")
    keys(clerk, "F4")
    clerk.wait_for_selector("[data-key=F2]")
    album.shot(clerk, "window-missed", fixed=True)
    keys(clerk, "F2", "F8")
    clerk.wait_for_selector("#number:focus")
    album.shot(clerk, "window-form", fixed=True)
    clerk.keyboard.type(cast["suspended"].number)
    keys(clerk, "F8")
    clerk.wait_for_selector(".summary")
    album.shot(clerk, "window-missing", "error", fixed=True)
    keys(clerk, "F9")
    clerk.wait_for_selector(".refusal")
    album.shot(clerk, "window-refused", "error", fixed=True)
    clerk.fill("#number", cast["renew"].number)
    clerk.fill("#medical_on", "2026-11-20")
    keys(clerk, "F8")
    clerk.wait_for_selector(".done")
    album.shot(clerk, "window-clear", fixed=True)
    keys(clerk, "F9")
    clerk.wait_for_selector(".work :text('审核通过')")
    album.shot(clerk, "window-accepted", fixed=True)
    keys(clerk, "F9")
    clerk.wait_for_selector("#counted")
    album.shot(clerk, "window-pay", fixed=True)
    clerk.keyboard.type("9")
    keys(clerk, "F9")
    clerk.wait_for_selector(".refusal")
    album.shot(clerk, "window-pay-wrong", "error", fixed=True)
    keys(clerk, "F8")
    clerk.wait_for_selector(".work :text('等群众扫码付款')")
    album.shot(clerk, "window-pay-code", fixed=True)
    keys(clerk, "F8")
    clerk.wait_for_selector("#counted:focus")
    clerk.keyboard.type("10")
    keys(clerk, "F9")
    clerk.wait_for_selector(".work :text('已缴清')")
    album.shot(clerk, "window-paid", fixed=True)
    keys(clerk, "F9")
    clerk.wait_for_selector(".work :text('已出证')")
    clerk.wait_for_selector("#proof:has-text('已封存')")
    album.shot(clerk, "window-issued", fixed=True)
    case = row("SELECT id FROM cases_case")
    clerk.goto(f"{BASE}/window/case/{case['id'] if case else ''}")
    album.shot(clerk, "case", full=True)
    clerk.click("td a[href*='/proof/'] >> nth=0")
    clerk.wait_for_selector(".hash")
    album.shot(clerk, "proof")
    clerk.goto(f"{BASE}/window/")
    keys(clerk, "F10")
    clerk.wait_for_selector("[data-key=F2]")


def a_mortgage(office: Office, clerk: Page, reviewer: Page, album: Desks) -> None:
    """Two people: the acceptor's long form, the reviewer's list and case."""
    issue_ticket(kiosk(office), office.city["hall"], ("VEH-MORTGAGE",), "kiosk")
    execute(
        "UPDATE queue_ticket SET issued_at = issued_at - interval '2 hours', ready_at = ready_at - interval '2 hours' WHERE 'VEH-MORTGAGE' = ANY(businesses)"
    )
    keys(clerk, "F2", "F8")
    clerk.wait_for_selector("#owner_0_number")
    album.shot(clerk, "mortgage-form", fixed=True)
    clerk.fill("#number", cars()["joint"].plate)
    clerk.fill("#owner_0_number", office.city["cast"]["early"].number)
    keys(clerk, "F8")
    clerk.wait_for_selector(".summary")
    album.shot(clerk, "mortgage-missing", "error", fixed=True)
    car = cars()["mortgage"]
    values = {"number": car.plate, "certificate": car.certificate, "contract": "HT-1", "lender_number": next(iter(banks().values())), "agent_name": "钱代办"}
    clerk.fill("#owner_0_number", office.city["cast"]["renew"].number)
    for name, typed in values.items():
        clerk.fill(f"#{name}", typed)
    if clerk.locator("#owner_1_number").count():
        clerk.fill("#owner_1_number", "")
    clerk.check("[name=lender_agent_identity]")
    clerk.check("[name=lender_agent_letter]")
    keys(clerk, "F9")
    clerk.wait_for_selector(".wait")
    album.shot(clerk, "mortgage-waits", fixed=True)
    reviewer.wait_for_selector("#review a")
    album.shot(reviewer, "review")
    reviewer.click("#review a")
    reviewer.wait_for_selector("[data-key=F9]")
    album.shot(reviewer, "review-case")
    press(reviewer, "F9")
    reviewer.wait_for_selector("#review .empty")
    album.shot(reviewer, "review-empty", "empty")
    clerk.wait_for_selector(".work :text('不收费')")
    album.shot(clerk, "mortgage-reviewed", fixed=True)
    keys(clerk, "F9")
    clerk.wait_for_selector(".work :text('已出证')")
    keys(clerk, "F10")
    clerk.wait_for_selector("[data-key=F2]")


def the_chief(chief: Page, album: Desks) -> None:
    """The floor with something to decide, the rows behind its figures, a device that is let in wrongly."""
    chief.goto(f"{BASE}/chief/")
    chief.wait_for_selector(".waits")
    album.shot(chief, "chief", fixed=True)
    for name, path in {"rows": "rows/overdue", "served": "rows/served", "windows": "windows", "cases": "cases", "due": "cases?state=due"}.items():
        chief.goto(f"{BASE}/chief/{path}")
        album.shot(chief, f"chief-{name}")
    for name in ("ratings", "overpaid"):
        chief.goto(f"{BASE}/chief/{name}")
        album.shot(chief, f"chief-{name}")
    chief.goto(f"{BASE}/chief/devices")
    chief.fill("#code", "00000000")
    chief.click("text=让它进来")
    chief.wait_for_selector(".refusal")
    album.shot(chief, "devices-wrong", "error")


def a_lost_line(clerk: Page, album: Desks) -> None:
    """The cable is pulled out: within 45 s the page says so, and the desk keeps what it shows."""
    clerk.clock.install()
    clerk.goto(f"{BASE}/window/")
    clerk.wait_for_selector("[data-live-mark][data-state=live]")
    clerk.context.set_offline(True)
    clerk.clock.fast_forward(30_000)
    clerk.wait_for_selector("[data-live-mark][data-state=late]")
    album.shot(clerk, "window-late", "disconnected", fixed=True)
    clerk.clock.fast_forward(30_000)
    clerk.wait_for_selector("[data-live-mark][data-state=lost]")
    album.shot(clerk, "window-lost", "disconnected", fixed=True)


def test_pictures_of_the_window(office: Office) -> None:
    """A clerk's day without a mouse, from sign-in to the pause."""
    album, clerk = desks("window", "desk-window-missing"), office.page()
    clerk.goto(f"{BASE}/sign-in")
    album.shot(clerk, "sign-in", "empty")
    clerk.fill("#login", "c03")
    clerk.fill("#password", "not the password")
    clerk.fill("#code", "000000")
    clerk.keyboard.press("Enter")
    clerk.wait_for_selector(".summary")
    album.shot(clerk, "sign-in-wrong", "error")
    office.sign_in(clerk, "c03", window=3)
    album.shot(clerk, "window-closed", "empty", fixed=True)
    press(clerk, "F2")
    clerk.wait_for_selector("#say.why")
    album.shot(clerk, "window-key-off", "error", fixed=True)
    keys(clerk, "F7")
    clerk.wait_for_selector("[data-key=F2]")
    album.shot(clerk, "window-empty", "empty", fixed=True)
    press(clerk, "F2")
    clerk.wait_for_selector(".refusal")
    album.shot(clerk, "window-nobody", "error", fixed=True)
    busy_morning(office)
    waiting(office, [34, 27, 12, 9, 7, 4, 3, 2, 1])
    clerk.goto(f"{BASE}/window/")
    album.shot(clerk, "window-busy", fixed=True)
    press(clerk, "F1")
    album.shot(clerk, "window-help", fixed=True)
    clerk.keyboard.press("Escape")
    a_renewal(office, clerk, album)
    keys(clerk, "F2", "F8")
    clerk.wait_for_selector("#number:focus")
    press(clerk, "F6")
    clerk.wait_for_selector("[name=reason]:focus")
    album.shot(clerk, "window-transfer", fixed=True)
    clerk.keyboard.press("Space")
    press(clerk, "F6")
    clerk.wait_for_selector("[data-key=F2]")
    keys(clerk, "F7")
    clerk.wait_for_selector("p:has-text('窗口在暂停')")
    album.shot(clerk, "window-paused", "empty", fixed=True)
    clerk.goto(f"{BASE}/me")
    album.shot(clerk, "me")
    a_lost_line(clerk, album)
    album.close()


def test_pictures_of_two_people(office: Office) -> None:
    """Acceptor and reviewer of a mortgage."""
    album, clerk, reviewer = desks("two"), office.page(), office.page()
    office.sign_in(clerk, "c03", window=3)
    office.sign_in(reviewer, "r01")
    keys(clerk, "F7")
    clerk.wait_for_selector("[data-key=F2]")
    a_mortgage(office, clerk, reviewer, album)
    album.close()


def test_pictures_of_the_chief(office: Office) -> None:
    """The floor before and after a morning, its rows, its devices."""
    album, chief = desks("chief"), office.page()
    office.sign_in(chief, "chief")
    album.shot(chief, "chief-empty", "empty", fixed=True)
    office.pair(chief, "/window/screen", "3号第二屏", window=3, width=1280, height=800)
    album.shot(chief, "devices", "empty")
    busy_morning(office)
    waiting(office, [34, 27, *range(15, 0, -1)])
    execute("UPDATE queue_period SET kind = 'paused' WHERE window_id IN (SELECT id FROM offices_window WHERE number > 1) AND to_at IS NULL")
    the_chief(chief, album)
    album.close()
