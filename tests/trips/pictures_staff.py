"""Pictures of the staff's pages in their states, as ``make pictures`` writes them."""

from tests.trips.album import Album
from tests.trips.conftest import BASE, Office
from yitang.config.demo.vehicles import banks, cars


def test_pictures(office: Office) -> None:
    """Walk through the office as its staff and take a picture of each page."""
    album = Album("staff", readme=("window",))
    take = album.take
    chief = office.page()
    office.sign_in(chief, "chief")
    take(chief, "chief-empty", "empty")
    phone = office.page(phone=True)
    phone.goto(f"{BASE}/b/DRV-RENEW/ticket")
    phone.click(".button.wide")
    phone.wait_for_selector(".ticket")
    clerk = office.page()
    clerk.goto(f"{BASE}/sign-in")
    take(clerk, "sign-in", "empty")
    office.sign_in(clerk, "c03", window=3)
    clerk.keyboard.press("F7")
    clerk.wait_for_selector("[data-key=F2]")
    take(clerk, "window-idle", "empty")
    clerk.keyboard.press("F2")
    clerk.wait_for_selector("[data-key=F8]")
    clerk.keyboard.press("F8")
    clerk.wait_for_selector("#number")
    clerk.keyboard.type(office.city["cast"]["suspended"].number)
    clerk.click("text=核对")
    clerk.wait_for_selector(".summary")
    take(clerk, "window", "error")
    chief.goto(f"{BASE}/chief/")
    take(chief, "chief")
    clerk.goto(f"{BASE}/window/")
    clerk.keyboard.press("F10")
    clerk.wait_for_selector("[data-key=F2]")
    phone.goto(f"{BASE}/b/VEH-MORTGAGE/ticket")
    phone.click(".button.wide")
    phone.wait_for_selector(".ticket")
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
    take(clerk, "window-mortgage-checked", "error", full=True)
    clerk.goto(f"{BASE}/window/")
    mortgage = cars()["mortgage"]
    values = {"number": mortgage.plate, "certificate": mortgage.certificate, "contract": "HT-1", "lender_number": next(iter(banks().values()))}
    clerk.fill("#owner_0_number", office.city["cast"]["renew"].number)
    for name, typed in {**values, "agent_name": "钱代办"}.items():
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
    album.close()
