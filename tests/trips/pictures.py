"""Pictures of the pages in their states, as ``make pictures`` writes them; four of them stand in the README."""

import shutil
from pathlib import Path

from tests.trips.conftest import BASE, Office
from yitang.config.demo.vehicles import banks, cars

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "var" / "pictures"
IN_README = ("phone-home", "phone-checked", "phone-called", "window")


def test_pictures(office: Office) -> None:
    """Walk through the office and take a picture of each page."""
    OUT.mkdir(parents=True, exist_ok=True)
    names: list[str] = []

    def take(page: object, name: str, full: bool = False) -> None:
        page.wait_for_timeout(400)  # type: ignore[attr-defined]
        page.screenshot(path=OUT / f"{name}.png", full_page=full)  # type: ignore[attr-defined]
        names.append(name)

    chief = office.page()
    office.sign_in(chief, "chief")
    take(chief, "chief-empty")
    display = office.pair(chief, "/hall/", "大厅屏", width=1920, height=1080)
    screen = office.pair(chief, "/window/screen", "3号第二屏", window=3, width=1280, height=800)
    kiosk = office.pair(chief, "/kiosk/", "门口自助机", width=1080, height=1920)
    take(display, "hall-empty")
    take(kiosk, "kiosk")
    phone = office.page(phone=True)
    phone.goto(BASE)
    take(phone, "phone-home")
    phone.goto(f"{BASE}/search?q=量子纠缠")
    take(phone, "phone-nothing-found")
    phone.goto(f"{BASE}/b/DRV-RENEW")
    take(phone, "phone-business", full=True)
    phone.goto(f"{BASE}/b/VEH-TRANSFER")
    take(phone, "phone-not-offered", full=True)
    phone.goto(f"{BASE}/b/DRV-RENEW/check")
    phone.check("[name=identity][value=yes]")
    phone.click("text=看还缺什么")
    phone.wait_for_selector(".checklist")
    take(phone, "phone-checked")
    phone.goto(f"{BASE}/b/DRV-RENEW/ticket")
    phone.click(".button.wide")
    phone.wait_for_selector(".ticket")
    take(phone, "phone-ticket")
    phone.goto(f"{BASE}/t/00000000-0000-0000-0000-000000000000")
    take(phone, "phone-refusal")
    phone.go_back()
    citizen = office.page(phone=True)
    citizen.goto(f"{BASE}/demo/inbox")
    take(citizen, "phone-inbox-empty")
    citizen.goto(f"{BASE}/me/sign-in")
    take(citizen, "phone-sign-in")
    citizen.fill("#number", office.city["cast"]["early"].number)
    citizen.keyboard.press("Enter")
    citizen.wait_for_url("**/me/code")
    take(citizen, "phone-code")
    citizen.goto(f"{BASE}/demo/inbox")
    for _ in range(40):
        citizen.click("text=刷新")
        if citizen.locator(".messages li").count():
            break
        citizen.wait_for_timeout(250)
    take(citizen, "phone-inbox")
    code = citizen.locator(".messages li").first.inner_text().partition("验证码是 ")[2][:6]
    citizen.goto(f"{BASE}/me/code?again=1")
    take(citizen, "phone-code-wrong")
    citizen.fill("#code", code)
    citizen.keyboard.press("Enter")
    citizen.wait_for_url("**/me/cases")
    take(citizen, "phone-cases-empty")
    clerk = office.page()
    clerk.goto(f"{BASE}/sign-in")
    take(clerk, "sign-in")
    office.sign_in(clerk, "c03", window=3)
    clerk.keyboard.press("F7")
    clerk.wait_for_selector("[data-key=F2]")
    take(clerk, "window-idle")
    clerk.keyboard.press("F2")
    clerk.wait_for_selector("[data-key=F8]")
    phone.wait_for_selector("p.called")
    take(phone, "phone-called")
    take(display, "hall-called")
    take(screen, "screen-called")
    clerk.keyboard.press("F8")
    clerk.wait_for_selector("#number")
    clerk.keyboard.type(office.city["cast"]["suspended"].number)
    clerk.click("text=核对")
    clerk.wait_for_selector(".summary")
    take(clerk, "window")
    chief.goto(f"{BASE}/chief/")
    take(chief, "chief")
    clerk.goto(f"{BASE}/window/")
    clerk.keyboard.press("F10")
    clerk.wait_for_selector("[data-key=F2]")
    phone.goto(f"{BASE}/b/VEH-MORTGAGE/check")
    take(phone, "phone-check-mortgage", full=True)
    phone.goto(f"{BASE}/b/VEH-MORTGAGE/ticket")
    phone.click(".button.wide")
    clerk.keyboard.press("F2")
    clerk.wait_for_selector("[data-key=F8]")
    clerk.keyboard.press("F8")
    clerk.wait_for_selector("#number")
    take(clerk, "window-mortgage", full=True)
    joint = cars()["joint"]
    clerk.fill("#number", joint.plate)
    clerk.fill("#owner_0_number", office.city["cast"]["early"].number)
    clerk.click("text=核对")
    clerk.wait_for_selector(".summary")
    take(clerk, "window-mortgage-checked", full=True)
    mortgage = cars()["mortgage"]
    values = {"number": mortgage.plate, "certificate": mortgage.certificate, "contract": "HT-1", "lender_number": next(iter(banks().values()))}
    clerk.fill("#owner_0_number", office.city["cast"]["renew"].number)
    for name, typed in values.items():
        clerk.fill(f"#{name}", typed)
    clerk.check("[name=lender_agent_identity]")
    clerk.check("[name=lender_agent_letter]")
    clerk.keyboard.press("F9")
    clerk.wait_for_selector(".wait")
    take(clerk, "window-waiting-for-review")
    reviewer = office.page()
    office.sign_in(reviewer, "r01")
    take(reviewer, "review")
    reviewer.click("#review a")
    take(reviewer, "review-case")
    guide = office.page()
    office.sign_in(guide, "g01")
    take(guide, "guide")
    large = office.page(phone=True, width=320)
    large.context.add_cookies([{"name": "yitang_size", "value": "largest", "url": BASE}])
    large.goto(BASE)
    assert large.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no sideways scroll with the largest text"
    take(large, "phone-home-largest", full=True)
    rows = "".join(f'<h2>{n}</h2><img src="{n}.png" style="max-width:48rem;border:1px solid #999">' for n in names)
    (OUT / "index.html").write_text(f"<!doctype html><meta charset=utf-8><title>Pictures</title>{rows}", encoding="utf-8")
    for name in IN_README:
        shutil.copyfile(OUT / f"{name}.png", ROOT / "docs" / "pictures" / f"{name}.png")
