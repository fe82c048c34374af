"""The guide in a browser: a paper photographed with the real decoder, and a network that goes away in the middle."""

from pathlib import Path

from playwright.sync_api import expect

from tests.trips.conftest import BASE, Office
from yitang.platform.database.public import row
from yitang.platform.uploads.tests.factories import sheet


def test_photo_hint_and_a_lost_network_that_loses_nothing(office: Office, tmp_path: Path) -> None:
    """08:25 a photo is cut off, the page says so; 08:27 the network is away; 08:28 it is back, and what was marked is there once."""
    guide = office.page(phone=True)
    office.sign_in(guide, "g01")
    guide.goto(f"{BASE}/guide/b/DRV-RENEW")
    guide.check("[name=identity]")
    guide.click("button:has-text('看还缺什么')")
    expect(guide.locator(".verdict")).to_contain_text("还缺")
    photo = tmp_path / "体检.jpg"
    sheet(paper_=(-200, 100, 700, 1100)).save(photo, "JPEG")
    guide.set_input_files("#medical .camera input[type=file]", photo)
    expect(guide.locator("#medical .photo")).to_contain_text("纸边可能没拍全")

    guide.locator("#medical .mark.doubtful").click()
    guide.locator("#id_person .mark.seen").click()
    guide.context.set_offline(True)
    guide.click("text=保存看过的")
    expect(guide.locator("[data-kept]")).to_contain_text("没有网络，还没有提交")
    expect(guide.locator("#id_person .mark.seen input")).to_be_checked()
    assert row("SELECT count(*) AS n FROM guidance_mark") == {"n": 0}
    guide.context.set_offline(False)
    expect(guide.locator(".verdict")).to_contain_text("已保存")
    assert row("SELECT count(*) AS n FROM guidance_mark") == {"n": 2}
    assert row("SELECT count(*) AS n FROM audit_row WHERE act = 'guidance.mark_papers'") == {"n": 1}

    guide.click("text=给群众清单")
    expect(guide.locator(".qr svg")).to_be_visible()
    citizen = office.page(phone=True)
    citizen.goto(guide.locator(".link").inner_text())
    expect(citizen.locator("main")).to_contain_text("有疑问")
    assert citizen.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing goes sideways"
