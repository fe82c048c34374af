"""A tablet that is shut out asks to be let in again, and is: it comes with a key of its own that nobody has seen."""

from playwright.sync_api import expect

from tests.trips.conftest import Office
from yitang.platform.database.public import execute, rows


def test_a_device_that_was_shut_out_is_let_in_again(office: Office) -> None:
    chief = office.page()
    office.sign_in(chief, "chief")
    kiosk = office.pair(chief, "/kiosk/", "门口")
    execute("UPDATE identity_device SET revoked_at = paired_at")
    kiosk.reload()
    office.let_in(chief, kiosk, "还是门口")
    expect(kiosk.locator("main")).not_to_be_empty()
    assert len(rows("SELECT DISTINCT public_key FROM identity_device")) == 2
