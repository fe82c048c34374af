"""X9, a kiosk left alone: the next person must find nothing of the one before.

Control: a minute without a touch asks, twenty seconds later the first page comes, ten minutes are the most; "done" does the same. Pages
are never kept (``no-store``), there is no history to go back in, the browser holds the device's own key and nothing else. A kiosk asks
for no name and no number; what could be left is the number in the line and the reference of its slip.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from tests.trials.people import paired as device
from tests.trips.conftest import BASE, Office, office
from yitang.platform.database.public import row

__all__ = ["office"]

# A second of the kiosk lasts a fortieth: the test waits for its ticks, not for its minutes. The signature keeps the real time.
QUICK = "const slow = window.setInterval; window.setInterval = (run, ms) => slow(run, ms === 1000 ? 25 : ms);"
KEPT = """async () => ({
  local: localStorage.length, session: sessionStorage.length, cookie: document.cookie, caches: (await caches.keys()).length,
  bases: (await indexedDB.databases()).map((one) => one.name), history: history.length, title: document.title,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  rows: await new Promise((done) => { const open = indexedDB.open("yitang-device", 1); open.onsuccess = () => {
    const asked = open.result.transaction("kept").objectStore("kept").getAllKeys(); asked.onsuccess = () => { open.result.close(); done(asked.result); }; }; }),
})"""

ASKED = """() => { const still = document.getElementById("still");
  new MutationObserver(() => { window.asked ||= !still.hidden; }).observe(still, { attributes: true }); }"""


def empty_script(route: Route) -> None:
    """The guard taken away: the kiosk's own script does nothing."""
    route.fulfill(body="", content_type="text/javascript")


@contextmanager
def without_guard(kiosk: Page) -> Iterator[None]:
    """The kiosk without the script that ends what was left."""
    kiosk.route("**/kiosk/kiosk.js", empty_script)
    kiosk.reload()
    yield
    kiosk.unroute("**/kiosk/kiosk.js")
    kiosk.reload()


def paired(office: Office) -> Page:
    """A kiosk with quick seconds, let in by the chief."""
    chief = office.page()
    office.sign_in(chief, "chief")
    kiosk = office.page(width=1080, height=1920)
    kiosk.add_init_script(QUICK)
    kiosk.goto(f"{BASE}/kiosk/")
    office.let_in(chief, kiosk, "自助机")
    kiosk.wait_for_selector(".acts")
    return kiosk


def take(kiosk: Page) -> str:
    """A number is taken; it stands on the screen. Returns: its label."""
    kiosk.click("text=取号：期满换证")
    kiosk.click("button:has-text('取号')")
    shown = kiosk.locator(".number.big")
    expect(shown).to_be_visible()
    return shown.inner_text()


def nothing_of(kiosk: Page, label: str) -> None:
    """Neither the page nor the browser holds anything of the one before."""
    assert label not in kiosk.content()
    assert not re.search(r"/r/[\w-]{20}", kiosk.content())
    kept = kiosk.evaluate(KEPT)
    # Counted from the blank page that every tab begins with: the kiosk has one address, whatever is done at it.
    assert kept == {"local": 0, "session": 0, "cookie": "", "caches": 0, "bases": ["yitang-device"], "history": kept["history"], "title": "自助服务",
                    "workers": 0, "rows": ["device", "keys"]}  # fmt: skip
    assert kept["history"] <= 2
    assert kiosk.context.cookies() == []


@pytest.mark.timeout(100)
def test_who_comes_next_finds_nothing_and_without_the_guard_the_number(office: Office) -> None:
    kiosk = paired(office)
    answers: dict[str, dict[str, str]] = {}
    kiosk.on("response", lambda r: answers.update({r.url.removeprefix(BASE): r.headers}))

    with without_guard(kiosk):
        label = take(kiosk)
        kiosk.wait_for_timeout(2300)
        expect(kiosk.locator(".number.big")).to_have_text(label), "ninety seconds later the next person still reads the number"

    # Left alone: asked after sixty seconds, wiped after eighty.
    label = take(kiosk)
    assert label in kiosk.content()
    kiosk.evaluate(ASKED)
    kiosk.wait_for_selector(".acts")
    assert kiosk.evaluate("window.asked"), "who is still there could have said so"
    nothing_of(kiosk, label)

    # Back and reload bring nothing back; nor does the next person's own way through.
    kiosk.reload()
    kiosk.wait_for_selector(".acts")
    nothing_of(kiosk, label)
    kiosk.go_back()
    assert label not in kiosk.content()
    kiosk.goto(f"{BASE}/kiosk/")
    kiosk.wait_for_selector(".acts")
    kiosk.click("text=取号：期满换证")
    kiosk.wait_for_selector(".checklist")
    nothing_of(kiosk, label)
    kiosk.click("text=返回")

    # The office does not answer: what stood there is gone all the same.
    third = take(kiosk)
    for path in ("over", "start"):
        kiosk.route(f"**/kiosk/{path}", lambda route: route.abort())
    expect(kiosk.locator("#main")).to_be_empty()
    nothing_of(kiosk, third)
    kiosk.unroute_all()
    kiosk.wait_for_selector(".acts")

    # Done says it at once; what one types is offered to nobody.
    second = take(kiosk)
    kiosk.click("a:has-text('好')")
    kiosk.wait_for_selector(".acts")
    nothing_of(kiosk, second)
    assert kiosk.locator("input:not([type=hidden]):not([type=checkbox])").evaluate_all("all => all.map((one) => one.autocomplete)") == ["off"]
    kiosk.emulate_media(media="print")
    assert second not in kiosk.locator("body").inner_text()
    assert row("SELECT count(*) AS n FROM queue_ticket") == {"n": 4}

    pages = {path: headers for path, headers in answers.items() if path.startswith("/kiosk/")}
    assert {"/kiosk/", "/kiosk/start", "/kiosk/over", "/kiosk/take/DRV-RENEW"} <= set(pages)
    assert {headers.get("cache-control") for headers in pages.values()} == {"no-store"}
    assert device(office.city, "kiosk").get("/kiosk/over").headers["Clear-Site-Data"] == '"cache"'
