"""The slip of a kiosk, scanned with a phone that holds no number of its own."""

from playwright.sync_api import expect

from tests.trips.conftest import BASE, Office
from yitang.processes.queue.public import call_next, issue_ticket, open_window
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk, kiosk


def test_the_page_of_a_slip_is_yellow_until_tapped(office: Office) -> None:
    slip, li = issue_ticket(kiosk(office.city), office.city["hall"], RENEW, "kiosk"), clerk(office.city, 3)
    open_window(li, at(li))
    call_next(li, at(li))
    phone = office.page(phone=True)
    phone.goto(f"{BASE}/r/{slip.reference}")
    expect(phone.locator("body")).to_have_class("calling")
    phone.click("[data-heard] button")
    expect(phone.locator("body")).not_to_have_class("calling")
    phone.reload()
    expect(phone.locator("[data-heard-yes]")).to_be_visible()
    expect(phone.locator("body")).not_to_have_class("calling")
