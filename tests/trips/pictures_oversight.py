"""Pictures of the auditor's desk and of the page of erasures, in their states, on a desk, a wide screen, a phone, and on paper."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.trips.conftest import BASE, Office
from tests.trips.pictures_desk import Desks, desks
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import record_refusal
from yitang.platform.database.public import rows
from yitang.processes.cases.public import CaseMovedOn, withdraw
from yitang.processes.erasure.public import ask_erasure, refuse_erasure
from yitang.processes.erasure.tests.factories import spoken_of, staff
from yitang.processes.payments.tests.factories import unpaid
from yitang.registers.people.public import id_of_number, unmask
from yitang.registers.people.tests.factories import number

pytestmark = pytest.mark.timeout(400)
SIZES = (("320", 320, 740), ("1920", 1920, 1080))


def a_day(city: dict[str, Any]) -> tuple[Viewer, str]:
    """A case, a look without work, a refused act, a case withdrawn as a mistake. Returns: the clerk, and the number of the case."""
    desk = unpaid(city)
    li = desk["clerk"]
    fresh = staff("c05")
    celebrity = id_of_number(city["cast"]["violations"].number)
    assert celebrity
    unmask(fresh, celebrity, "phone", "电话里有人问")
    record_refusal(li, "cases.issue", CaseMovedOn(state_zh="x", state="y"), "case", desk["case"])
    case = rows("SELECT number FROM cases_case")[0]["number"]
    withdraw(li, desk["case"], "mistake")
    return li, case


def in_sizes(page: Page, album: Desks, name: str, path: str) -> None:
    """The same page on a phone and on a wide screen."""
    for size, width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(BASE + path)
        album.shot(page, f"{name}-{size}", full=True)
    page.set_viewport_size({"width": 1366, "height": 768})


def test_pictures_of_the_auditors_desk(office: Office) -> None:
    album, audit = desks("oversight"), office.page()
    office.sign_in(audit, "audit")
    audit.goto(f"{BASE}/audit/")
    album.shot(audit, "audit-thread-empty", "empty", full=True)
    for path, name in (("faults", "audit-faults-empty"), ("looks", "audit-looks-empty"), ("rates?kind=pairs", "audit-pairs-empty")):
        audit.goto(f"{BASE}/audit/{path}")
        album.shot(audit, name, "empty", full=True)
    _, case = a_day(office.city)
    thread = f"/audit/?begins=case&said={case}&purpose=complaint"
    audit.goto(BASE + thread)
    audit.wait_for_selector("td:has-text('受理')")
    album.shot(audit, "audit-thread", full=True)
    audit.goto(f"{BASE}/audit/?begins=case&said=261124-99999&purpose=complaint")
    album.shot(audit, "audit-thread-wrong", "error", full=True)
    audit.goto(BASE + thread)
    audit.click("td >> text=受理")
    audit.wait_for_selector(".hash")
    album.shot(audit, "audit-row", full=True)
    row = audit.url.removeprefix(BASE)
    for path, name in (("faults", "audit-faults"), ("looks", "audit-looks"), ("rates", "audit-rates")):
        audit.goto(f"{BASE}/audit/{path}")
        album.shot(audit, name, full=True)
        in_sizes(audit, album, name, f"/audit/{path}")
    in_sizes(audit, album, "audit-thread", thread)
    in_sizes(audit, album, "audit-row", row)
    audit.goto(BASE + thread)
    audit.emulate_media(media="print")
    album.shot(audit, "audit-thread-paper", full=True)
    album.close()


def test_pictures_of_erasures(office: Office) -> None:
    album, chief, reviewer = desks("erasures"), office.page(), office.page()
    office.sign_in(chief, "chief")
    chief.goto(f"{BASE}/chief/erasures")
    album.shot(chief, "erasures-empty", "empty", full=True)
    for n in (1, 2):
        spoken_of(n)
    refuse_erasure(staff("chief"), ask_erasure(staff("r01"), number(2), "period", "到期清理"), "不是本人申请，让他本人来")
    office.sign_in(reviewer, "r01")
    reviewer.goto(f"{BASE}/chief/erasures")
    reviewer.fill("#number", number(1))
    reviewer.select_option("#ground", "consent")
    reviewer.fill("#reason", "本人 11 月 24 日书面申请")
    reviewer.click("section[aria-labelledby=ask] button")
    reviewer.wait_for_selector("section[aria-label=等确认的抹除]")
    album.shot(reviewer, "erasures-own", full=True)
    reviewer.fill("#number", number(1))
    reviewer.select_option("#ground", "period")
    reviewer.fill("#reason", "再申请一次")
    reviewer.click("section[aria-labelledby=ask] button")
    reviewer.wait_for_selector(".refusal")
    album.shot(reviewer, "erasures-wrong", "error", full=True)
    chief.goto(f"{BASE}/chief/erasures")
    album.shot(chief, "erasures-waiting", full=True)
    in_sizes(chief, album, "erasures", "/chief/erasures")
    album.close()
