"""Eight tabs of one browser hear the office through one stream: measured at the push server, by the connections that it has."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.runs.office import slowness
from tests.trips.conftest import BASE, PORT, Office, press
from yitang.platform.database.public import execute, row

TABS = 8
REVOKED_S = 5.0
PER_HOST = 6
ESTABLISHED = "01"
Eventually = Callable[[Callable[[], bool]], None]


def streams() -> int:
    """Established connections at the push server's port, by the kernel's table."""
    lines = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    return sum(1 for line in lines if line[1].endswith(f":{PORT + 1:04X}") and line[3] == ESTABLISHED)


def eight(first: Page) -> list[Page]:
    """The same number in eight tabs of its phone."""
    first.goto(f"{BASE}/b/DRV-RENEW/ticket")
    first.click(".button.wide")
    expect(first.locator(".ticket .number")).to_be_visible()
    tabs = [first, *(first.context.new_page() for _ in range(TABS - 1))]
    for tab in tabs[1:]:
        tab.set_default_timeout(12000)
        tab.goto(first.url)
    return tabs


@pytest.mark.skipif(not os.environ.get("YITANG_PROVE"), reason="a part of make prove (order): two offices for it")
def test_without_sharing_six_tabs_take_every_connection_and_the_others_hear_nothing(office: Office, eventually: Eventually) -> None:
    phone = office.page(phone=True)
    phone.context.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined }); delete window.BroadcastChannel;")
    eight(phone)
    eventually(lambda: streams() == PER_HOST)
    phone.wait_for_timeout(1500)
    assert streams() == PER_HOST < TABS, "the others wait for a connection that does not come"


@pytest.mark.skipif(not os.environ.get("YITANG_PROVE"), reason="a part of make prove (order): two offices for it")
def test_eight_tabs_hear_all_by_one_stream_which_passes_on_and_ends(office: Office, eventually: Eventually) -> None:
    tabs = eight(office.page(phone=True))
    for tab in tabs:
        expect(tab.locator("body")).to_have_attribute("data-live-state", "live")
    eventually(lambda: streams() == 1)

    clerk = office.page()
    office.sign_in(clerk, "c03", window=3)
    press(clerk, "F7")
    clerk.wait_for_selector("[data-key=F2]")
    eventually(lambda: streams() == 2)
    press(clerk, "F2")
    for tab in tabs:
        expect(tab.locator("p.called")).to_be_visible()
    eventually(lambda: streams() == 2)  # the clerk's and the phone's

    # The tab that held the stream is closed: the next one holds it, and nothing is lost on the way.
    tabs.pop(0).close()
    eventually(lambda: streams() == 2)
    clerk.wait_for_selector("[data-key=F8]")
    press(clerk, "F8")
    for tab in tabs:
        expect(tab.locator("p.called")).to_have_count(0)

    # The phone's session is ended: its one stream ends, in all tabs at once.
    session = row("SELECT id FROM identity_session WHERE account_id IS NULL AND ended_at IS NULL ORDER BY created_at DESC LIMIT 1")
    assert session
    execute("UPDATE identity_session SET ended_at = now(), end_reason = 'test' WHERE id = %s", [session["id"]])
    slow, begin = slowness(), time.monotonic()
    eventually(lambda: streams() == 1)
    assert (time.monotonic() - begin) / max(slow, slowness()) <= REVOKED_S
    for tab in tabs:
        expect(tab.locator("body[data-push]")).to_have_count(0)
