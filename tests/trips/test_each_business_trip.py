"""Each business from the pre-check on the phone to the archive: told what is missing, a number, the desk, a second person where two are asked, the document.

Renewal and mortgage have trips of their own, with what goes wrong on the way.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.trips.conftest import BASE, Office, keys, press
from yitang.platform.audit.public import verify_installation
from yitang.platform.database.public import row, rows
from yitang.portals.window.tests.test_businesses import forms
from yitang.processes.cases.public import two_people
from yitang.registers.catalogue.public import business


@dataclass(frozen=True)
class Trip:
    """What is answered in the pre-check, which answer is no at first and what is then said, and a word of the document."""

    yes: tuple[str, ...]
    first_no: str
    told: str
    document: str
    no: tuple[str, ...] = ()


TRIPS = {
    "DRV-INFO": Trip(("identity", "name", "licence"), "licence", "原机动车驾驶证", "驾驶证"),
    "DRV-LOST": Trip(("identity",), "identity", "身份证明", "驾驶证"),
    "VEH-LIC-DUP": Trip(("damaged", "old", "owner_id", "owner_comes"), "owner_id", "身份证明", "行驶证"),
    "VEH-MORTGAGE-REL": Trip(("certificate", "owner_id", "owner_comes", "licence", "letter", "agent_id"), "certificate", "登记证书", "解除抵押", ("court",)),
    "VEH-REC-TEL": Trip(("owner_id", "owner_comes"), "owner_id", "身份证明", "联系方式"),
}

# One each day, all in ``make prove``: each is an office of its own and a browser.
DAILY = list(TRIPS) if os.environ.get("YITANG_PROVE") else ["VEH-MORTGAGE-REL"]


def answered(phone: Page, trip: Trip, no: str = "") -> None:
    """Answer the questions of the pre-check with yes, one of them with no."""
    for key in trip.no:
        phone.check(f"[name={key}][value=no]")
    for key in trip.yes:
        phone.check(f"[name={key}][value={'no' if key == no else 'yes'}]")
    phone.click("text=看还缺什么")


def a_number(office: Office, code: str, trip: Trip) -> Page:
    """A phone hears what is missing in one list, answers again, and takes a number."""
    phone = office.page(phone=True)
    phone.goto(f"{BASE}/b/{code}")
    phone.click("text=先查查材料齐不齐")
    answered(phone, trip, trip.first_no)
    expect(phone.locator(".checklist")).to_contain_text(trip.told)
    phone.click("text=再查一次")
    answered(phone, trip)
    expect(phone.locator("h1")).to_contain_text("材料齐了")
    phone.click("a:has-text('取号')")
    phone.click(".button.wide")
    expect(phone.locator(".ticket .number")).to_be_visible()
    return phone


def filled(clerk: Page, fields: dict[str, str]) -> None:
    """Fill in the desk's form as a clerk would: words typed, boxes ticked, one of several chosen."""
    for name, said in fields.items():
        found = clerk.locator(f"#papers [name={name}]")
        kind = found.first.get_attribute("type")
        if kind == "checkbox":
            found.check()
        elif kind == "radio":
            clerk.check(f"#papers [name={name}][value={said}]")
        else:
            found.fill(said)


def reviewed(office: Office, clerk: Page, code: str) -> None:
    """By the clerk's key, or by a second person who sees it on his list."""
    if not two_people(code):
        press(clerk, "F9")
        return
    expect(clerk.locator(".work")).to_contain_text("等另一位审核")
    reviewer = office.page()
    office.sign_in(reviewer, "r01")
    reviewer.click("#review a")
    expect(reviewer.locator("h1")).to_contain_text(business(code).zh)
    press(reviewer, "F9")
    expect(reviewer.locator("#review")).to_contain_text("没有等您审核的业务")


@pytest.mark.parametrize("code", DAILY)
def test_from_the_phone_to_the_archive(office: Office, eventually: Callable[[Callable[[], bool]], None], code: str) -> None:
    trip, entry = TRIPS[code], business(code)
    phone, clerk = a_number(office, code, trip), office.page()
    office.sign_in(clerk, "c03", window=3)
    keys(clerk, "F7", "F2", "F8")
    expect(clerk.locator("#number")).to_be_focused()
    filled(clerk, forms(office.city["cast"])[code])
    press(clerk, "F9")
    expect(clerk.locator(".work .steps [aria-current]")).to_contain_text("2 审核")
    reviewed(office, clerk, code)
    if entry.fee_fen:
        clerk.fill("#counted", f"{entry.fee_fen / 100:.2f}")
        press(clerk, "F9")
    expect(clerk.locator(".act")).to_contain_text("签注" if entry.endorses else "出证")
    press(clerk, "F9")
    expect(clerk.locator(".work")).to_contain_text("已出证，档案已归")

    # The citizen sees it on the phone, and anybody may hold it against the register.
    phone.click(".cells a:has-text('业务')")
    expect(phone.locator(".document")).to_contain_text(trip.document)
    anybody = office.page(phone=True)
    anybody.goto(phone.get_attribute(".document a", "href") or "")
    expect(anybody.locator("h1")).to_contain_text("现在有效")

    press(clerk, "F10")
    expect(clerk.locator(".who")).to_contain_text("没有叫到的号")
    assert rows("SELECT c.state FROM cases_case c") == [{"state": "filed"}]
    assert row("SELECT count(*) AS n FROM archives_file WHERE closed_at IS NOT NULL") == {"n": 1}
    eventually(lambda: verify_installation().unsealed == 0)
    assert verify_installation().good
