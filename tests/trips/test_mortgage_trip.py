"""A bank's agent and an owner enter a mortgage: first without the letter, told in one list, then with it, reviewed by a second person."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.trips.conftest import BASE, Office, keys, press
from yitang.config.demo.vehicles import banks, cars
from yitang.platform.audit.public import verify_installation
from yitang.platform.database.public import row, rows


def precheck(phone: Page, **said: str) -> None:
    """Answer the questions of the pre-check; what is not named is answered yes."""
    for key in ("owner_id", "owner_comes", "certificate", "contract", "licence", "letter", "agent_id"):
        phone.check(f"[name={key}][value={said.get(key, 'yes')}]")
    phone.check("[name=sealed][value=no]")
    phone.click("text=看还缺什么")


def test_a_mortgage_with_the_banks_agent(office: Office, eventually: Callable[[Callable[[], bool]], None]) -> None:
    car, bank = cars()["mortgage"], next(iter(banks().values()))
    owner = office.city["cast"]["renew"].number
    phone = office.page(phone=True)
    phone.goto(BASE)
    phone.fill("#q", "车贷")
    phone.keyboard.press("Enter")
    phone.click("text=抵押登记")
    expect(phone.locator("dl.facts")).to_contain_text("1 个工作日内")
    phone.click("text=先查查材料齐不齐")
    expect(phone.locator("fieldset:has-text('车主签名的委托书')")).to_be_hidden()
    precheck(phone, letter="no")
    expect(phone.locator(".checklist li")).to_have_count(1)
    expect(phone.locator(".checklist")).to_contain_text("加盖公章的委托书")
    phone.click("text=再查一次")
    precheck(phone)
    expect(phone.locator("h1")).to_contain_text("材料齐了")
    phone.click("a:has-text('取号')")
    phone.click(".button.wide")
    expect(phone.locator(".ticket .number")).to_have_text("A001")

    clerk, reviewer = office.page(), office.page()
    office.sign_in(clerk, "c03", window=3)
    office.sign_in(reviewer, "r01")
    expect(reviewer.locator("h1")).to_contain_text("待审核")
    expect(reviewer.locator("#review")).to_contain_text("没有等您审核的业务")
    keys(clerk, "F7", "F2", "F8")
    expect(clerk.locator("#number")).to_be_focused()

    # The desk is filled in by keyboard; the agent has left the letter at the bank: one list, everything typed stays.
    clerk.keyboard.type(car.plate)
    clerk.keyboard.press("Tab")
    clerk.keyboard.type(car.certificate)
    clerk.keyboard.press("Tab")
    clerk.keyboard.type(owner)
    clerk.fill("#lender_number", bank)
    clerk.fill("#agent_name", "钱代办")
    clerk.check("[name=lender_agent_identity]")
    clerk.fill("#contract", "HT-2026-88")
    press(clerk, "F9")
    expect(clerk.locator(".refusal")).to_contain_text("加盖公章的委托书")
    expect(clerk.locator("#contract")).to_have_value("HT-2026-88")
    clerk.click("text=核对")
    expect(clerk.locator(".summary li")).to_have_count(1)
    with clerk.context.expect_page() as opened:
        clerk.click("text=打印一次性告知")
    expect(opened.value.locator("ol li")).to_have_count(1)
    expect(opened.value.locator("ol")).to_contain_text("加盖公章的委托书")
    opened.value.close()
    clerk.goto(f"{BASE}/window/review")
    clerk.go_back()
    expect(clerk.locator("#number")).to_be_focused()

    # The letter is fetched; everything is in order now.
    clerk.fill("#number", car.vin)
    clerk.fill("#certificate", car.certificate)
    clerk.fill("#owner_0_number", owner)
    clerk.fill("#lender_number", bank)
    clerk.fill("#agent_name", "钱代办")
    clerk.check("[name=lender_agent_identity]")
    clerk.check("[name=lender_agent_letter]")
    clerk.fill("#contract", "HT-2026-88")
    press(clerk, "F9")
    expect(clerk.locator(".work")).to_contain_text("等另一位审核")
    expect(clerk.locator(".who")).to_contain_text("抵押权人")
    assert owner not in clerk.content()

    # The acceptor finds no button to review, and is refused when he asks for it all the same.
    assert clerk.locator("[data-key=F9]").count() == 0
    case = row("SELECT id FROM cases_case")
    assert case
    clerk.goto(f"{BASE}/window/review/{case['id']}")
    clerk.click("button:has-text('审核通过')")
    expect(clerk.locator(".refusal")).to_contain_text("两个人")
    clerk.goto(f"{BASE}/window/")

    # The second person sees it come, without reloading, and grants it by a key.
    reviewer.click("#review a")
    expect(reviewer.locator("h1")).to_contain_text("抵押登记")
    expect(reviewer.locator("main")).to_contain_text("第 1 顺位抵押")
    press(reviewer, "F9")
    expect(reviewer.locator("#review")).to_contain_text("没有等您审核的业务")
    expect(clerk.locator(".work")).to_contain_text("不收费")
    press(clerk, "F9")
    expect(clerk.locator(".work")).to_contain_text("已出证")

    # The entry on the phone, and the page that verifies it.
    phone.click(".cells a:has-text('业务')")
    expect(phone.locator(".document")).to_contain_text("抵押登记")
    verify = office.page(phone=True)
    verify.goto(phone.get_attribute(".document a", "href") or "")
    expect(verify.locator("h1")).to_contain_text("现在有效")
    expect(verify.locator("main")).to_contain_text(car.vin[-4:])
    verify.fill("#last4", "9999")
    verify.keyboard.press("Enter")
    expect(verify.locator("h1")).to_contain_text("复印")

    press(clerk, "F10")
    expect(clerk.locator(".who")).to_contain_text("没有叫到的号")
    phone.go_back()
    phone.click("button[name=grade][value='5']")
    eventually(lambda: row("SELECT count(*) AS n FROM feedback_rating") == {"n": 1})
    entries = rows(
        "SELECT jsonb_array_length(value -> 'mortgages') AS n FROM vehicles_fact f JOIN vehicles_vehicle v ON v.id = f.vehicle_id "
        "WHERE v.vin = %s AND kind = 'mortgages' ORDER BY f.known_at",
        [car.vin],
    )
    assert [e["n"] for e in entries] == [0, 1]
    assert {r["role"] for r in rows("SELECT role FROM cases_party")} == {"owner", "lender"}
    eventually(lambda: verify_installation().unsealed == 0)
    assert verify_installation().good
