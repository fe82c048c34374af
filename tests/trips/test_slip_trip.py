"""The slip of a kiosk, scanned with a phone that holds no number of its own."""

from tests.trips.conftest import BASE, Office, called_until_tapped
from yitang.processes.queue.public import call_next, issue_ticket, open_window
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk, kiosk


def test_the_page_of_a_slip_is_yellow_until_tapped(office: Office) -> None:
    slip, li = issue_ticket(kiosk(office.city), office.city["hall"], RENEW, "kiosk"), clerk(office.city, 3)
    open_window(li, at(li))
    call_next(li, at(li))
    phone = office.page(phone=True)
    phone.goto(f"{BASE}/r/{slip.reference}")
    called_until_tapped(phone)
