"""A citizen renews a licence: from the question on the phone to the archive, through every process and a real browser."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.trips.conftest import BASE, Office, called_until_tapped, press
from yitang.platform.audit.public import verify_installation
from yitang.platform.database.public import row, rows


def test_from_question_to_archive(office: Office, eventually: Callable[[Callable[[], bool]], None]) -> None:
    chief = office.page()
    office.sign_in(chief, "chief")
    display = office.pair(chief, "/hall/", "大厅屏", width=1920, height=1080)
    screen = office.pair(chief, "/window/screen", "3号第二屏", window=3, width=1280, height=800)
    kiosk = office.pair(chief, "/kiosk/", "门口自助机", width=1080, height=1920)

    # The citizen asks, and is told in one list that the medical proof is missing.
    phone = office.page(phone=True)
    phone.goto(BASE)
    phone.fill("#q", "驾照到期")
    phone.keyboard.press("Enter")
    phone.click("text=期满换证")
    expect(phone.locator("dl.facts")).to_contain_text("10.00 元")
    expect(phone.locator("dl.facts")).to_contain_text("1 个工作日内")
    phone.click("text=先查查材料齐不齐")
    phone.check("[name=identity][value=yes]")
    phone.check("[name=medical][value=no]")
    phone.click("text=看还缺什么")
    expect(phone.locator(".checklist li")).to_have_count(1)
    expect(phone.locator(".checklist")).to_contain_text("身体条件证明")
    phone.click("text=再查一次")
    phone.check("[name=identity][value=yes]")
    phone.check("[name=medical][value=yes]")
    phone.click("text=看还缺什么")
    expect(phone.locator("h1")).to_contain_text("材料齐了")

    # Another person is first, at the kiosk; then the phone takes its number.
    kiosk.click("text=取号：期满换证")
    kiosk.click("button:has-text('取号')")
    expect(kiosk.locator(".number.big")).to_have_text("A001")
    expect(kiosk.locator(".taken")).to_contain_text("请取走小票")
    phone.click("a:has-text('取号')")
    phone.locator(".button.wide").dblclick()
    expect(phone.locator(".ticket .number")).to_have_text("A002")
    assert row("SELECT count(*) AS n FROM queue_ticket") == {"n": 2}, "a double click takes one number"
    expect(phone.locator(".ticket")).to_contain_text("1 人")

    # The clerk works without a mouse.
    clerk = office.page()
    office.sign_in(clerk, "c03", window=3)
    clerk.wait_for_selector("[data-key=F7]")
    press(clerk, "F7")
    clerk.wait_for_selector("[data-key=F2]")
    press(clerk, "F2")
    expect(clerk.locator(".who")).to_contain_text("A001")
    expect(phone.locator(".ticket")).to_contain_text("0 人")
    press(clerk, "F4")
    expect(clerk.locator(".who")).to_contain_text("没有叫到的号")
    press(clerk, "F2")
    expect(clerk.locator(".who")).to_contain_text("A002")

    # Display, voice and phone in one step.
    expect(phone.locator("p.called")).to_contain_text("3 号窗口")
    expect(display.locator(".newest .number")).to_have_text("A002")
    expect(screen.locator(".middle")).to_contain_text("A002")

    called_until_tapped(phone)
    eventually(lambda: row("SELECT 1 AS yes FROM queue_call WHERE shown_at IS NOT NULL AND played_at IS NOT NULL") is not None)

    # Served from call to finish by keys.
    press(clerk, "F8")
    expect(clerk.locator("#number")).to_be_focused()
    expect(phone).to_have_title("我的号 A002")  # called no more, and the tab says so
    number = office.city["cast"]["renew"].number
    clerk.keyboard.type(number)
    press(clerk, "F9")
    expect(clerk.locator(".refusal")).to_contain_text("身体条件证明")
    assert clerk.title().startswith("错误")
    expect(clerk.locator("#number")).to_have_value(number)
    expect(screen.locator(".steps [aria-current]")).to_contain_text("1 受理")
    assert number[-4:] not in screen.content(), "what the clerk typed is not on the second screen before it is accepted"
    clerk.fill("#medical_on", "2026-11-20")
    press(clerk, "F9")
    expect(clerk.locator(".work")).to_contain_text("F9 审核通过")
    expect(screen.locator(".work")).to_contain_text(f"证件尾号 {number[-4:]}")
    assert number not in screen.content()
    assert office.city["cast"]["renew"].name not in screen.content()
    press(clerk, "F9")
    expect(clerk.locator("#counted")).to_be_focused()
    clerk.keyboard.type("10.00")
    press(clerk, "F9")
    expect(clerk.locator(".work")).to_contain_text("已缴清")
    press(clerk, "F9")
    expect(clerk.locator(".work")).to_contain_text("已出证")
    assert number not in clerk.content()

    # The document, its QR, and the page that verifies it.
    phone.click(".cells a:has-text('业务')")
    expect(phone.locator(".document")).to_contain_text("演示 SPECIMEN")
    link = phone.get_attribute(".document a", "href") or ""
    verify = office.page(phone=True)
    verify.goto(link)
    expect(verify.locator("h1")).to_contain_text("现在有效")
    verify.fill("#last4", "0000")
    verify.keyboard.press("Enter")
    expect(verify.locator("h1")).to_contain_text("复印")
    verify.goto(link[:60] + ("A" if link[60] != "A" else "B") + link[61:])
    expect(verify.locator("h1")).to_contain_text("被改过")

    # The rating is asked at the window and on the phone; the phone answers, the clerk sees nothing of it.
    expect(screen.locator(".grades button")).to_have_count(5)
    phone.go_back()
    phone.reload()
    phone.click("button:has-text('基本满意')")
    expect(phone.locator(".ticket")).to_be_visible()
    press(clerk, "F10")
    expect(clerk.locator(".who")).to_contain_text("没有叫到的号")
    assert "满意" not in clerk.content()
    expect(phone.locator(".ticket")).to_contain_text("办完了")

    # The chief counts it, the register shows before and after, the file is there, the log verifies.
    chief.goto(f"{BASE}/chief/")
    expect(chief.locator(".figures")).to_contain_text(re.compile(r"1\s*办结"))
    expect(chief.locator(".figures")).to_contain_text("10.00 元")
    chief.click("a:has-text('办结')")
    expect(chief.locator("tbody tr")).to_have_count(1)
    expect(chief.locator("tbody")).to_contain_text("A002")
    terms = rows(
        "SELECT value ->> 'years' AS years FROM drivers_fact WHERE kind = 'term' AND licence_id = (SELECT subject_id FROM cases_case) ORDER BY known_at"
    )
    assert [r["years"] for r in terms] == ["6", "10"]
    assert row("SELECT count(*) AS n FROM archives_page") == {"n": 2}
    trace = row("SELECT trace_id FROM cases_case")
    acts = {r["act"] for r in rows("SELECT act FROM audit_row WHERE trace = %s", [trace["trace_id"] if trace else None])}
    assert {"guidance.precheck", "queue.issue_ticket", "queue.call_next", "cases.accept", "cases.issue"} <= acts
    eventually(lambda: verify_installation().unsealed == 0)
    report = verify_installation()
    assert report.good, report.words()
    assert report.rows > 20
