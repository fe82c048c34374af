"""Pictures of a hall on paper: the chief's page, the forms, the entry, the differences, and what everybody else sees."""

import pytest

from tests.trips.album import Album
from tests.trips.conftest import BASE, Office
from yitang.platform.documents.public import Statement, make_statement
from yitang.portals.frame.sheets import forms_drawn
from yitang.processes.outages.public import enter_form, forms, print_forms, record_form
from yitang.processes.outages.tests.test_outages import chief, said, seen_of
from yitang.processes.queue.public import open_window
from yitang.processes.queue.tests.test_queue import at, clerk

pytestmark = pytest.mark.timeout(400)
SIZES = ((320, 740), (1366, 768), (1920, 1080))


def test_pictures_of_a_hall_on_paper(office: Office) -> None:
    album, city = Album("onpaper"), office.city
    head, desk = office.page(), office.page()
    office.sign_in(head, "chief")
    office.sign_in(desk, "c03", window=3)
    display = office.pair(head, "/hall/", "大厅屏", width=1920, height=1080)
    kiosk = office.pair(head, "/kiosk/", "自助机", width=1080, height=1920)
    head.goto(f"{BASE}/chief/paper")
    album.take(head, "paper-mode-empty", "empty")
    head.fill("#reason", "全市断网")
    head.click("text=改为纸质办理 >> nth=-1")
    head.wait_for_selector("text=恢复系统办理")
    viewer = chief(city)
    batch = print_forms(viewer, city["hall"], 4, forms_drawn)
    ids, li = [one.id for one in forms(viewer, batch)], clerk(city, 3)
    fields = said({**city, "cast": city["cast"]}, minutes=0)
    for form in ids[:2]:
        enter_form(clerk(city, 5), form, fields)
    enter_form(clerk(city, 7), ids[0], {**fields, "medical_on": "2026-11-19", "number": city["cast"]["soldier"].number})
    enter_form(clerk(city, 7), ids[1], fields)
    open_window(li, at(li))
    record_form(li, ids[1], seen_of)
    for page, name, path in (
        (head, "paper-mode", "/chief/paper"), (head, "paper-batch", f"/chief/paper/{batch}"), (desk, "paper-forms", "/window/forms"),
        (desk, "paper-form-differs", f"/window/forms/{ids[0]}?business=DRV-RENEW"), (desk, "paper-form-recorded", f"/window/forms/{ids[1]}"),
        (desk, "paper-form-blank", f"/window/forms/{ids[2]}?business=VEH-MORTGAGE"),
    ):  # fmt: skip
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.goto(BASE + path)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} {width}: no sideways scroll"
            album.take(page, f"{name}-{width}", full=width == 320)
    desk.set_viewport_size({"width": 1366, "height": 768})
    desk.goto(f"{BASE}/window/forms?serial=N2026-000099-001")
    album.take(desk, "paper-forms-none", "error")
    desk.goto(f"{BASE}/window/")
    album.take(desk, "paper-window")
    for page, name in ((display, "paper-hall"), (kiosk, "paper-kiosk")):
        page.reload()
        page.wait_for_selector(".paper-mode")
        album.take(page, name)
    phone = office.page(phone=True, width=320)
    phone.goto(f"{BASE}/")
    album.take(phone, "paper-phone", full=True)
    serial = forms(viewer, batch)[3].serial
    phone.goto(f"{BASE}/d/{make_statement(Statement('form', serial, '', '2026-11-24', ''))}")
    album.take(phone, "paper-phone-code", full=True)
    head.set_viewport_size({"width": 794, "height": 1123})
    head.emulate_media(media="print")
    head.goto(f"{BASE}/chief/paper/{batch}/sheets")
    assert head.evaluate("[...document.querySelectorAll('.form')].every(one => one.scrollHeight <= one.clientHeight + 1)"), "a form is one page"
    album.take(head, "print-form")
    assert not office.faults
    album.close()
