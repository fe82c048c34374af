"""The hard cases at a window and the manners of a browser, in a real one: each as the person at the desk and the person before it see it."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.trips.conftest import BASE, Office, keys, press
from yitang.config.demo.vehicles import two_numbers
from yitang.platform.database.public import execute, row, rows

RENEW = "DRV-RENEW"


def take(phone: Page, code: str = RENEW) -> str:
    """Take a number on a phone. Returns: its label."""
    phone.goto(f"{BASE}/b/{code}/ticket")
    phone.click(".button.wide")
    label = phone.locator(".ticket .number")
    expect(label).to_be_visible()
    return label.inner_text()


def serve(clerk: Page) -> None:
    """Call the next one and begin."""
    keys(clerk, "F2", "F8")
    expect(clerk.locator("#number")).to_be_focused()


def lost_and_back(phone: Page) -> None:
    """The network is gone for a minute: the page says so, hides the estimate, keeps the number, and is back without a reload."""
    phone.clock.install()
    phone.reload()
    state = phone.locator("body")
    expect(state).to_have_attribute("data-live-state", "live")
    phone.evaluate("window.notReloaded = true")
    phone.context.set_offline(True)
    phone.clock.fast_forward(30_000)
    expect(state).to_have_attribute("data-live-state", "late")
    phone.clock.fast_forward(20_000)
    expect(state).to_have_attribute("data-live-state", "lost")
    expect(phone.locator(".range")).to_be_hidden()
    expect(phone.locator(".ticket .number")).to_be_visible()
    expect(phone.locator("[data-live-lost]")).to_contain_text("请听工作人员叫号")
    phone.context.set_offline(False)
    phone.clock.fast_forward(10_000)
    expect(state).to_have_attribute("data-live-state", "live")
    expect(phone.locator(".range")).to_be_visible()
    assert phone.evaluate("window.notReloaded")


def longer_says_why(phone: Page) -> None:
    """The wait grew by five minutes because a window closed: the page says so, and stops when the wait is down again."""
    # In one go, so that no news of the hall comes in between.
    shown = phone.evaluate("""() => {
        const ticket = document.querySelector('.ticket').dataset;
        for (const [high, windows] of [[1, 3], [8, 2]]) {
            Object.assign(ticket, { high, windows });
            document.dispatchEvent(new CustomEvent('yitang:swapped'));
        }
        return [...document.querySelectorAll('[data-grew]')].filter((said) => !said.hidden).map((said) => said.dataset.grew);
    }""")
    assert shown == ["windows"]


def test_two_numbers_suspended_soldier_and_one_who_does_not_pay(office: Office) -> None:
    cast = office.city["cast"]
    clerk, guide = office.page(), office.page()
    office.sign_in(clerk, "c03", window=3)
    keys(clerk, "F7")

    # Two ordinary numbers; then a soldier comes to the desk, shows the card, and is called first.
    first, second = office.page(phone=True), office.page(phone=True)
    assert (take(first), take(second)) == ("A001", "A002")
    office.sign_in(guide, "g01")
    guide.goto(f"{BASE}/guide/b/DRV-RENEW")
    guide.click("details.evidence summary")
    guide.check("[name=evidence][value=soldier]")
    guide.click("button[form=number]")
    expect(guide.locator(".given .number")).to_have_text("F001")
    expect(guide.locator(".given")).to_contain_text("优先号")
    slip = office.page(phone=True)
    slip.goto(guide.get_attribute(".given a", "href") or "")
    expect(slip.locator("main")).to_contain_text("F001")
    execute("UPDATE queue_ticket SET issued_at = issued_at - interval '5 minutes', ready_at = ready_at - interval '5 minutes'")
    keys(clerk, "F2")
    expect(clerk.locator(".who")).to_contain_text("F001")
    expect(clerk.locator(".who")).to_contain_text("优先")
    keys(clerk, "F8")
    expect(clerk.locator("#number")).to_be_focused()
    clerk.keyboard.type(cast["soldier"].number)
    clerk.fill("#medical_on", "2026-11-20")
    keys(clerk, "F9")
    expect(clerk.locator(".work")).to_contain_text("F9 审核通过")

    # He leaves without paying; the case waits, nothing was issued, and another window finishes it when he is back.
    keys(clerk, "F9")
    expect(clerk.locator("#counted")).to_be_focused()
    press(clerk, "F6")
    clerk.click("button:has-text('人走了')")
    expect(clerk.locator(".who")).to_contain_text("没有叫到的号")
    assert row("SELECT state FROM cases_case") == {"state": "reviewed"}
    assert rows("SELECT 1 FROM cases_document") == []

    # A suspended licence: the ground, the article and the way out in one list; nothing is accepted.
    serve(clerk)
    expect(clerk.locator(".who")).to_contain_text("A001")
    clerk.keyboard.type(cast["suspended"].number)
    clerk.fill("#medical_on", "2026-11-20")
    keys(clerk, "F9")
    expect(clerk.locator(".refusal")).to_contain_text("暂扣")
    assert row("SELECT count(*) AS n FROM cases_case") == {"n": 1}

    # The man with two numbers: found by the old one as by the new one, and told in one list what to correct first.
    old, new = two_numbers()
    for number in (old, new):
        clerk.fill("#number", number)
        clerk.check("[name=mismatch]")
        clerk.click("text=核对")
        expect(clerk.locator("dl.facts").first).to_contain_text("冯")
        expect(clerk.locator(".summary li")).to_have_count(1)
        expect(clerk.locator(".summary")).to_contain_text("先办信息变化换证")
    clerk.uncheck("[name=mismatch]")
    keys(clerk, "F9")
    expect(clerk.locator(".work")).to_contain_text("F9 审核通过")
    assert new not in clerk.content()


def test_no_clerk_rates_himself_and_no_other_office_looks_in(office: Office) -> None:
    clerk = office.page()
    office.sign_in(clerk, "c03", window=3)
    keys(clerk, "F7")
    phone = office.page(phone=True)
    take(phone)
    ticket = phone.url.rsplit("/", 1)[1]
    serve(clerk)
    clerk.keyboard.type(office.city["cast"]["renew"].number)
    clerk.fill("#medical_on", "2026-11-20")
    keys(clerk, "F9")
    expect(clerk.locator(".work")).to_contain_text("F9 审核通过")
    case = row("SELECT id, number FROM cases_case")
    assert case
    keys(clerk, "F10")
    expect(clerk.locator(".who")).to_contain_text("没有叫到的号")

    # The clerk opens the citizen's page and sends the citizen's form: refused, nothing is kept.
    answer = clerk.request.post(f"{BASE}/api/v1/tickets/{ticket}/rating", data={"grade": 5}, headers={"Idempotency-Key": "a" * 32, "Origin": BASE})
    assert answer.status in (401, 403, 404)
    clerk.goto(f"{BASE}/t/{ticket}")
    expect(clerk.locator("button[name=grade]")).to_have_count(0)
    assert rows("SELECT 1 FROM feedback_rating") == []
    phone.reload()
    phone.click("button[name=grade][value='4']")
    expect(phone.locator("main")).to_contain_text("办完了")
    assert [r["grade"] for r in rows("SELECT grade FROM feedback_rating")] == [4]

    # A clerk of another office, and the head of it, see the same page as for a case that does not exist.
    other = office.page()
    office.sign_in(other, "chiefx")
    there = other.goto(f"{BASE}/window/case/{case['id']}")
    said = other.locator("main").inner_text()
    nowhere = other.goto(f"{BASE}/window/case/00000000-0000-7000-8000-000000000000")
    assert there
    assert nowhere
    assert (there.status, said) == (nowhere.status, other.locator("main").inner_text())
    assert case["number"] not in other.content()


def test_back_double_click_second_tab_and_a_session_that_ends(office: Office, eventually: Callable[[Callable[[], bool]], None]) -> None:
    clerk = office.page()
    office.sign_in(clerk, "c03", window=3)
    keys(clerk, "F7")
    phone = office.page(phone=True)
    phone.goto(f"{BASE}/b/{RENEW}/ticket")
    phone.locator(".button.wide").dblclick()
    expect(phone.locator(".ticket .number")).to_have_text("A001")

    # Back to the form and once more: the same number, not a second one; a second tab shows the same.
    phone.go_back()
    phone.click(".button.wide")
    expect(phone.locator("main")).to_contain_text("A001")
    tab = phone.context.new_page()
    tab.goto(BASE)
    expect(tab.locator("main")).to_contain_text("A001")
    assert row("SELECT count(*) AS n FROM queue_ticket") == {"n": 1}

    lost_and_back(phone)
    longer_says_why(phone)
    serve(clerk)
    expect(phone.locator(".range, .called").first).to_be_visible()
    clerk.keyboard.type(office.city["cast"]["renew"].number)
    clerk.fill("#medical_on", "2026-11-20")
    second = clerk.context.new_page()
    second.goto(f"{BASE}/window/")
    keys(clerk, "F9")
    expect(clerk.locator(".work")).to_contain_text("F9 审核通过")

    # The second tab of the same clerk still shows the form: its F9 is refused by name, one case stays one case.
    second.fill("#number", office.city["cast"]["renew"].number)
    second.fill("#medical_on", "2026-11-20")
    press(second, "F9")
    expect(second.locator(".refusal")).to_contain_text("正在办")
    assert row("SELECT count(*) AS n FROM cases_case") == {"n": 1}
    second.close()

    # Back and forward, and F9 twice as fast as a hand can: one review.
    clerk.go_back()
    clerk.go_forward()
    clerk.wait_for_selector("[data-key=F9]")
    press(clerk, "F9")
    press(clerk, "F9")
    expect(clerk.locator("#counted")).to_be_visible()
    assert row("SELECT count(*) AS n FROM cases_review") == {"n": 1}

    # The session ends in the middle; what is done is done, he signs in again and goes on where he was.
    clerk.fill("#counted", "10.00")
    execute("UPDATE identity_session SET ended_at = now(), end_reason = 'test' WHERE account_id IS NOT NULL AND ended_at IS NULL")
    press(clerk, "F9")
    expect(clerk.locator("main")).to_contain_text("登录")
    assert rows("SELECT 1 FROM payments_payment") == []
    office.sign_in(clerk, "c03", window=3)
    clerk.fill("#counted", "10.00")
    keys(clerk, "F9")
    expect(clerk.locator(".work")).to_contain_text("已缴清")
    keys(clerk, "F9")
    expect(clerk.locator(".work")).to_contain_text("已出证")
    assert row("SELECT count(*) AS n FROM payments_payment") == {"n": 1}
