"""Pictures of the three administrators' pages in their states, and of the page of a one-time link."""

import re

import pyotp
import pytest
from playwright.sync_api import Page

from tests.trips.conftest import BASE, Office
from tests.trips.pictures_desk import Desks, desks
from yitang.kernel import clock
from yitang.platform.database.public import execute, row
from yitang.platform.identity.public import enrolment, refuse_grant
from yitang.platform.identity.tests.administrators import asked, newcomer, of
from yitang.portals.admin.tests.test_pages import NUMBER, WORDS

pytestmark = pytest.mark.timeout(400)


def a_new_account(admin: Page, album: Desks) -> str:
    """From the empty form to the link. Returns: the link."""
    admin.click("text=建账号")
    admin.wait_for_selector("#name:focus")
    album.shot(admin, "admin-new", "empty")
    for typed in ("王小二", "c03", NUMBER):
        admin.keyboard.type(typed)
        admin.keyboard.press("Tab")
    admin.keyboard.press("Enter")
    admin.wait_for_selector(".refusal")
    album.shot(admin, "admin-new-taken", "error")
    admin.fill("#badge", "n101")
    admin.press("#badge", "Enter")
    admin.wait_for_selector("#link")
    album.shot(admin, "admin-link")
    link = admin.input_value("#link")
    admin.click("text=去这个账号")
    admin.wait_for_selector("#ask[open]")
    album.shot(admin, "admin-account-new", "empty", full=True)
    return re.sub(r"^https?://[^/]+", BASE, link)


def a_grant(office: Office, admin: Page, security: Page, album: Desks) -> None:
    """Asked, refused for its form, asked again, decided."""
    admin.select_option("#post", "audit")
    admin.select_option("#service", "police")
    admin.select_option("#hall", index=1)
    admin.fill("#reason", "新招，分到 1 号厅")
    admin.click("text=交安全管理员确认")
    admin.wait_for_selector(".refusal")
    album.shot(admin, "admin-ask-wrong", "error", full=True)
    admin.select_option("#post", "clerk")
    admin.click("text=交安全管理员确认")
    admin.wait_for_selector("td:has-text('等确认')")
    album.shot(admin, "admin-account-waiting", full=True)
    refuse_grant(of("security"), asked(office.city, newcomer("n102"), "guide"), "人手够了")
    asked(office.city, newcomer("n103"), "reviewer", reason="从县所调来，公文 2026-118 号，分管复审，三个月试用期内由老同志带")
    security.reload()
    album.shot(security, "security-waiting", full=True)
    security.fill("li:has-text('王小二') input[name=reason]", "见过本人和证件")
    security.click("li:has-text('王小二') button:has-text('确认')")
    security.wait_for_selector("h1:has-text('1 份')")


def a_link(office: Office, link: str, album: Desks) -> None:
    """The person's own page on a desk and on a phone."""
    person = office.page()
    person.goto(link)
    album.shot(person, "enrol", "empty", full=True)
    person.fill("#password", "short")
    person.fill("#again", "short")
    person.fill("#code", "123456")
    person.keyboard.press("Enter")
    person.wait_for_selector(".summary")
    album.shot(person, "enrol-wrong", "error", full=True)
    person.set_viewport_size({"width": 320, "height": 740})
    person.goto(link)
    album.shot(person, "enrol-phone", "empty", full=True)
    person.fill("#password", WORDS)
    person.fill("#again", WORDS)
    person.fill("#code", pyotp.TOTP(enrolment(link.rpartition("/")[2]).seed).at(clock.real_now()))
    person.click("button:has-text('设好')")
    person.wait_for_selector(".done")
    album.shot(person, "enrol-done")


def a_reset_in_person(office: Office, admin: Page, security: Page, album: Desks) -> None:
    """The word from one, the link from the other; and the code that is asked for in place."""
    execute("UPDATE identity_session SET factor_at = factor_at - interval '6 minutes'")
    admin.select_option("#paper", "id_card")
    admin.fill("#in-person-reason", "手机和钥匙一起丢了")
    admin.click("text=申请当面重置")
    admin.wait_for_selector("#fresh_code")
    album.shot(admin, "admin-fresh", "error")
    admin.fill("#fresh_code", office.fresh_code("admin"))
    admin.keyboard.press("Enter")
    admin.wait_for_selector(".word")
    album.shot(admin, "admin-word")
    security.goto(f"{BASE}/admin/waiting")
    album.shot(security, "security-reset", full=True)
    security.fill("li:has-text('当面重置') input[name=reason]", "我也看了证件")
    security.click("li:has-text('当面重置') button:has-text('确认')")
    security.wait_for_selector("#fresh_code")
    security.fill("#fresh_code", office.fresh_code("security"))
    security.keyboard.press("Enter")
    security.wait_for_selector("#link")
    album.shot(security, "security-link")


def test_pictures_of_the_administrators(office: Office) -> None:
    """Each of the three at his desk and at 320 px, and the person who gets an account."""
    album, admin, security, audit = desks("administrators"), office.page(), office.page(), office.page()
    office.sign_in(audit, "audit")
    audit.wait_for_url("**/admin/grants")
    album.shot(audit, "audit-empty", "empty")
    office.sign_in(security, "security")
    album.shot(security, "security-empty", "empty")
    office.sign_in(admin, "admin")
    album.shot(admin, "admin-accounts", full=True)
    admin.fill("#badge", "c0")
    admin.press("#badge", "Enter")
    admin.wait_for_selector("#unknown")
    album.shot(admin, "admin-unknown", "error")
    link = a_new_account(admin, album)
    a_grant(office, admin, security, album)
    a_link(office, link, album)
    who = row("SELECT id FROM identity_account WHERE login = 'c05'")
    assert who
    admin.goto(f"{BASE}/admin/account/{who['id']}")
    for opened in ("td details summary", "#in-person summary", "#suspend summary"):
        admin.click(opened)
    album.shot(admin, "admin-account", full=True)
    a_reset_in_person(office, admin, security, album)
    admin.goto(f"{BASE}/admin/account/{who['id']}")
    admin.click("#suspend summary")
    admin.fill("#suspend-reason", "停职")
    admin.click("#suspend button")
    admin.wait_for_selector("text=已停用")
    admin.click("#reset summary")
    admin.fill("#reset-reason", "复职")
    admin.click("text=开新链接")
    admin.wait_for_selector("#link")
    security.goto(f"{BASE}/admin/waiting")
    security.fill("li:has-text('重新启用') input[name=reason]", "见过")
    security.click("li:has-text('重新启用') button:has-text('确认')")
    security.wait_for_selector(".refusal")
    album.shot(security, "security-early", "error", full=True)
    security.goto(f"{BASE}/admin/account/{who['id']}")
    album.shot(security, "security-account", full=True)
    execute("UPDATE identity_grant SET asked_at = asked_at - interval '1 day' WHERE state = 'waiting'")
    audit.goto(f"{BASE}/admin/grants")
    album.shot(audit, "audit-grants", full=True)
    audit.click("td a >> nth=-1")
    audit.wait_for_selector(".hash")
    album.shot(audit, "audit-grant", full=True)
    for page, name, path in ((admin, "admin-accounts", "/admin/"), (admin, "admin-account", f"/admin/account/{who['id']}"), (admin, "admin-new", "/admin/new"),
                             (security, "security-waiting", "/admin/waiting"), (audit, "audit-grants", "/admin/grants")):  # fmt: skip
        page.set_viewport_size({"width": 320, "height": 740})
        page.goto(BASE + path)
        album.shot(page, f"{name}-320", full=True)
    album.close()
