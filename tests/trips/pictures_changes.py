"""Pictures of what two people change: values, hours, holidays, plans; from the list over the preview to the decision, at a desk and at 320 px."""

from datetime import timedelta

import pytest

from tests.trips.conftest import BASE, Office
from tests.trips.pictures_desk import desks
from yitang.kernel import clock
from yitang.platform.database.public import execute, row

pytestmark = pytest.mark.timeout(400)


def test_pictures_of_changes(office: Office) -> None:
    """The head of the office asks for hours, a holiday and a plan, the system administrator for a value; each is decided by another."""
    album, chief, admin, security = desks("changes"), office.page(), office.page(), office.page()
    for each in (chief, admin, security):
        each.set_default_timeout(60000)
    hall = office.city["hall"]
    window = row("SELECT id FROM offices_window WHERE hall_id = %s ORDER BY number LIMIT 1", [hall])
    assert window
    execute(
        "INSERT INTO offices_plan (window_id, effective_from, skills) SELECT id, '2022-05-01', '{DRV-RENEW,DRV-LOST}' FROM offices_window "
        "WHERE hall_id = %s AND id <> %s",
        [hall, window["id"]],
    )
    later = (clock.today() + timedelta(days=9)).isoformat()
    office.sign_in(admin, "admin")
    admin.goto(f"{BASE}/admin/changes")
    album.shot(admin, "changes-empty", "empty")
    admin.goto(f"{BASE}/admin/policy")
    album.shot(admin, "changes-policy")
    admin.goto(f"{BASE}/admin/change/policy/queue.recall_max")
    album.shot(admin, "changes-value", full=True)
    admin.fill("#value", '"three"')
    admin.fill("#from_on", later)
    admin.fill("#reason", "现场要多呼一次，老人走得慢")
    admin.fill("#source", "本所 2026 年第 7 号决定")
    admin.click("text=看看会改什么")
    admin.wait_for_selector(".refusal")
    album.shot(admin, "changes-value-wrong", "error", full=True)
    admin.fill("#value", "3")
    admin.click("text=看看会改什么")
    admin.wait_for_selector("#check")
    album.shot(admin, "changes-value-preview", full=True)
    admin.click("text=交给另一个人确认")
    admin.wait_for_selector("text=撤回")
    value = admin.url
    album.shot(admin, "changes-value-waits", full=True)
    office.sign_in(chief, "chief")
    chief.goto(f"{BASE}/admin/places")
    album.shot(chief, "changes-places", full=True)
    chief.goto(f"{BASE}/admin/places/{hall}")
    album.shot(chief, "changes-hall", full=True)
    chief.goto(f"{BASE}/admin/change/hours/{hall}")
    album.shot(chief, "changes-hours", full=True)
    chief.goto(f"{BASE}/admin/change/days/all")
    album.shot(chief, "changes-days", full=True)
    chief.goto(f"{BASE}/admin/change/plan/{window['id']}")
    chief.check("input[value=some]")
    for summary in chief.locator("details.act summary").all():
        summary.click()
    chief.check("input[value=DRV-RENEW]")
    album.shot(chief, "changes-plan", full=True)
    chief.fill("#from_on", later)
    chief.fill("#reason", "1 号窗口专办换证，分流")
    chief.click("text=看看会改什么")
    chief.wait_for_selector("#check")
    album.shot(chief, "changes-plan-preview", full=True)
    chief.click("text=交给另一个人确认")
    chief.wait_for_selector("text=撤回")
    plan = chief.url
    admin.goto(plan)
    album.shot(admin, "changes-decide", full=True)
    office.sign_in(security, "security")
    security.goto(value)
    security.fill("#why", "看过决定原件")
    security.click("button:has-text('确认')")
    security.wait_for_selector("text=已确认")
    album.shot(security, "changes-confirmed", full=True)
    admin.goto(f"{BASE}/admin/changes")
    album.shot(admin, "changes-list", full=True)
    for name, path in (
        ("list", "/admin/changes"), ("policy", "/admin/policy"), ("value", "/admin/change/policy/queue.recall_max"), ("places", "/admin/places"),
        ("hall", f"/admin/places/{hall}"),
    ):  # fmt: skip
        for width in (320, 1920):
            admin.set_viewport_size({"width": width, "height": 740 if width == 320 else 1080})
            admin.goto(BASE + path)
            assert admin.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (name, width)
            album.shot(admin, f"changes-{name}-{width}", full=width == 320)
    chief.set_viewport_size({"width": 320, "height": 740})
    for name, path in (("hours", f"/admin/change/hours/{hall}"), ("days", "/admin/change/days/all"), ("plan", f"/admin/change/plan/{window['id']}")):
        chief.goto(BASE + path)
        assert chief.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        album.shot(chief, f"changes-{name}-320", full=True)
    album.close()
