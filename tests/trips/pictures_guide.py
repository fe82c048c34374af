"""Pictures of the guide's pages: in the hand at 320 px, on a tablet, on the desk and on a wide screen, and what the citizen takes away."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.trips.album import Album
from tests.trips.conftest import BASE, Office
from yitang.platform.database.public import rows
from yitang.platform.uploads.tests.factories import sheet

pytestmark = pytest.mark.timeout(400)
SIZES = {"320": (320, 740), "768": (768, 1024), "1366": (1366, 768), "1920": (1920, 1080)}


def at_sizes(album: Album, page: Page, name: str, state: str = "busy", only: tuple[str, ...] = ("320", "1366")) -> None:
    """One page at several widths, whole; none scrolls sideways."""
    for size in only:
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} at {size} goes sideways"
        album.take(page, f"guide-{name}-{size}", state, full=True)


def papers(guide: Page, folder: Path) -> None:
    """A photo that is cut off is taken, and each paper marked."""
    photo = folder / "a.jpg"
    sheet(paper_=(-200, 100, 700, 1100)).save(photo, "JPEG")
    with guide.expect_navigation():
        guide.set_input_files("#medical .camera input[type=file]", photo)
    guide.wait_for_selector("text=纸边可能没拍全")
    guide.locator("#medical .mark.doubtful").click()
    guide.locator("#id_person .mark.seen").click()


def test_pictures_of_the_guide(office: Office, tmp_path: Path) -> None:
    """From the words of the citizen to his list and his number."""
    album, guide = Album("guide"), office.page(phone=True)
    office.sign_in(guide, "g01")
    at_sizes(album, guide, "home", only=("320", "768", "1366", "1920"))
    guide.goto(f"{BASE}/guide/?q=驾照到期")
    at_sizes(album, guide, "found")
    guide.goto(f"{BASE}/guide/?q=qqqqq")
    at_sizes(album, guide, "none", "empty", ("320",))
    guide.goto(f"{BASE}/guide/b/VEH-TRANSFER")
    at_sizes(album, guide, "elsewhere", only=("320",))
    guide.goto(f"{BASE}/guide/b/DRV-RENEW")
    guide.check("[name=identity]")
    at_sizes(album, guide, "asks", only=("320", "1366", "1920"))
    guide.click("button:has-text('看还缺什么')")
    guide.wait_for_selector(".papers")
    papers(guide, tmp_path)
    at_sizes(album, guide, "papers", only=("320", "768", "1366", "1920"))
    guide.click("text=保存看过的")
    guide.wait_for_selector(".verdict:has-text('已保存')")
    checked = guide.url
    guide.click("text=给群众清单")
    guide.wait_for_selector(".qr svg")
    at_sizes(album, guide, "slip")
    citizen = office.page(phone=True)
    citizen.goto(guide.locator(".link").inner_text())
    at_sizes(album, citizen, "told", only=("320",))
    guide.goto(checked)
    guide.click(".evidence summary")
    guide.check("[name=evidence][value=veteran]")
    guide.click(".thumb button")
    guide.wait_for_selector(".given .number")
    at_sizes(album, guide, "given")
    guide.goto(f"{BASE}/guide/asked")
    at_sizes(album, guide, "asked-first", only=("320", "1366"))
    guide.check("[name=topic][value=papers]")
    guide.fill("#note", "川S12345 要带什么")
    guide.click("text=记下")
    guide.wait_for_selector(".summary")
    assert guide.input_value("#note") == "川S12345 要带什么"
    at_sizes(album, guide, "asked-refused", "error", ("320",))
    guide.fill("#note", "问要不要带照片")
    guide.click("text=记下")
    guide.wait_for_selector(".done")
    guide.click(".cells a:has-text('待答')")
    guide.wait_for_selector("#to")
    at_sizes(album, guide, "one-asked", only=("320", "1366"))
    guide.goto(f"{BASE}/guide/ticket?label=A777")
    at_sizes(album, guide, "nobody", "error", ("320",))
    citizen.goto(f"{BASE}/order")
    at_sizes(album, citizen, "order", only=("320",))
    citizen.goto(f"{BASE}/b/DRV-RENEW/check")
    citizen.click("text=看还缺什么")
    citizen.click("text=先拍好材料照片")
    photo = tmp_path / "b.jpg"
    sheet(desk=10).point(lambda level: level // 4).save(photo, "JPEG")
    citizen.check("input[value=medical]")
    citizen.set_input_files("#file", photo)
    citizen.click(".send button")
    citizen.wait_for_selector("text=可能太暗")
    at_sizes(album, citizen, "own-photos", only=("320",))
    guide.context.add_cookies([{"name": "yitang_size", "value": "largest", "url": BASE}])
    guide.goto(checked)
    at_sizes(album, guide, "largest", only=("320",))
    clerk = office.page()
    office.sign_in(clerk, "c03", window=3)
    for key in ("F7", "F2", "F8"):
        clerk.wait_for_selector(f"[data-key={key}]")
        clerk.keyboard.press(key)
    clerk.wait_for_selector(".before")
    album.take(clerk, "guide-window-sees")
    chief = office.page()
    office.sign_in(chief, "chief")
    for name in ("green", "asked"):
        chief.goto(f"{BASE}/chief/{name}")
        album.take(chief, f"guide-chief-{name}")
    assert rows("SELECT 1 AS one FROM guidance_led")
    album.close()
