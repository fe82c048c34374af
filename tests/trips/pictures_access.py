"""Pictures of what people are told and owed: the notice, my data, requests at the office, people seen today, exports, retention."""

from dataclasses import replace
from uuid import UUID

import pytest
from playwright.sync_api import Page

from tests.trips.conftest import BASE, Office
from tests.trips.pictures_desk import Desks, desks
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row
from yitang.platform.disclosure.public import show_people
from yitang.platform.exports.public import ask as ask_export
from yitang.platform.exports.public import make
from yitang.platform.identity.sessions import begin
from yitang.platform.identity.tests.administrators import of
from yitang.platform.policy.public import forget
from yitang.platform.retention.public import run, slot_of
from yitang.processes.cases.public import Seen, accept_case
from yitang.processes.queue.public import call_next, issue_ticket, start_serving
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk, kiosk
from yitang.processes.requests.public import answer, ask, refuse
from yitang.registers.people.public import id_of_number

pytestmark = pytest.mark.timeout(900)
SIZES = ((320, 740), (1366, 768), (1920, 1080))


def fresh(login: str) -> Viewer:
    """A member of staff whose second factor is fresh."""
    known = of(login)
    return replace(known, session_id=begin("two_factor", known.account_id)[1])


def shots(page: Page, album: Desks, name: str, path: str, state: str = "busy") -> None:
    """A page at each width."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(BASE + path)
        album.shot(page, f"{name}-{width}", state, full=True)


def a_case(office: Office) -> None:
    """A case of today."""
    li = clerk(office.city, 3)
    issue_ticket(kiosk(office.city), office.city["hall"], RENEW, "kiosk")
    call_next(li, at(li))
    start_serving(li, at(li))
    accept_case(li, RENEW[0], office.city["cast"]["renew"].number, Seen(medical_on=clock.today()))


def requests_of(office: Office) -> tuple[str, dict[str, UUID]]:
    """A citizen with requests of each kind. Returns: his cookie, and the requests by kind."""
    person = id_of_number(office.city["cast"]["lost"].number)
    token, session = begin("code", person_id=person)
    citizen = Viewer(person_id=person, post="citizen", session_id=session, level="code")
    made = {kind: ask(citizen, kind, "看看登记了什么" if kind == "copy" else "", "name" if kind == "correct" else "", "梁对名" if kind == "correct" else "",
                      office.city["office"]) for kind in ("copy", "correct", "delete")}  # fmt: skip
    return token, made


def test_pictures_of_what_people_are_told_and_owed(office: Office) -> None:
    album, phone, chief, reviewer, admin = desks("access"), office.page(), office.page(), office.page(), office.page()
    shots(phone, album, "phone-privacy", "/privacy")
    phone.goto(f"{BASE}/me/sign-in")
    phone.click("summary:has-text('您的信息怎么用')")
    album.shot(phone, "phone-sign-in-notice", full=True)
    office.sign_in(reviewer, "r01")
    shots(reviewer, album, "reviewer-requests-empty", "/window/requests", "empty")
    a_case(office)
    token, made = requests_of(office)
    phone.context.add_cookies([{"name": "yitang_session", "value": token, "url": BASE}])
    shots(phone, album, "phone-data", "/me/data")
    shots(reviewer, album, "reviewer-requests", "/window/requests")
    for kind in ("copy", "correct", "delete"):
        shots(reviewer, album, f"reviewer-request-{kind}", f"/window/requests/{made[kind]}")
    shots(reviewer, album, "reviewer-request-new", "/window/requests/new", "empty")
    answer(fresh("r01"), made["copy"], "副本可以取了。")
    answer(fresh("r01"), made["delete"], "能删的已删，其余按规定保存。")
    refuse(fresh("r01"), made["correct"], "case_needed", "姓名变更请带户口簿到窗口办换证。")
    for kind in ("copy", "correct", "delete"):
        shots(phone, album, f"phone-request-{kind}", f"/me/data/{made[kind]}")
    shots(phone, album, "phone-copy", f"/me/data/{made['copy']}/copy")
    office.sign_in(chief, "chief")
    shots(chief, album, "chief-exports-empty", "/window/exports", "empty")
    export = ask_export(fresh("chief"), "cases.accepted", clock.today(), clock.today(), "xlsx", "报市局的月度统计")
    shots(chief, album, "chief-export-queued", f"/window/exports/{export}")
    make(export)
    shots(chief, album, "chief-export", f"/window/exports/{export}")
    shots(chief, album, "chief-exports", "/window/exports")
    execute("UPDATE policy_value SET value = '{\"other\": 4}' WHERE name = 'disclosure.budgets'")
    execute("DELETE FROM disclosure_seen")
    execute("DELETE FROM disclosure_day")
    forget()
    case = row("SELECT id, applicant_id FROM cases_case")
    assert case
    show_people(of("r01"), [UUID(int=n) for n in range(3)])
    show_people(of("c05"), [UUID(int=n) for n in range(4)])
    shots(chief, album, "chief-looks", "/chief/looks")
    shots(reviewer, album, "reviewer-case-warned", f"/window/case/{case['id']}")
    execute("UPDATE disclosure_day SET allowed = seen")
    execute("DELETE FROM disclosure_seen WHERE person_id = %s", [case["applicant_id"]])
    shots(reviewer, album, "reviewer-case-refused", f"/window/case/{case['id']}", "error")
    office.sign_in(admin, "admin")
    shots(admin, album, "admin-retention-empty", "/admin/retention", "empty")
    run(slot_of(clock.real_now()))
    shots(admin, album, "admin-retention", "/admin/retention")
    album.close()
