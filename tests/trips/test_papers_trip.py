"""A citizen photographs a paper for his case; the wrong file is refused and stays chosen; the clerk sees the right one at the window."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.trips.conftest import BASE, Office, keys, press
from yitang.platform.database.public import row


def photo(path: Path) -> Path:
    """A photo with a place in it, as a camera makes it."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (39.0, 54.0, 0.0)})
    Image.effect_noise((1600, 1200), 30).convert("RGB").save(out, "JPEG", exif=exif)
    path.write_bytes(out.getvalue())
    return path


@pytest.mark.skipif(not os.environ.get("YITANG_PROVE"), reason="a part of make prove (X21): each day the same way is walked over HTTP")
def test_a_paper_is_photographed_refused_sent_seen_and_removed(office: Office, tmp_path: Path) -> None:
    phone, clerk = office.page(phone=True), office.page()
    phone.goto(f"{BASE}/b/DRV-RENEW/ticket")
    phone.click(".button.wide >> nth=0")
    expect(phone.locator(".ticket .number")).to_have_text("A001")
    office.sign_in(clerk, "c03", window=3)
    keys(clerk, "F7", "F2", "F8")
    clerk.fill("#number", office.city["cast"]["renew"].number)
    clerk.fill("#medical_on", "2026-11-20")
    press(clerk, "F9")
    expect(clerk.locator(".work")).to_contain_text("F9 审核通过")
    case = row("SELECT id FROM cases_case")
    assert case

    phone.goto(f"{BASE}/case/{case['id']}")
    phone.click("text=传照片、看已传的")
    phone.check("input[value=medical]")
    wrong = tmp_path / "体检.jpg"
    wrong.write_bytes(b"GIF89a")
    phone.set_input_files("#file", wrong)
    phone.click(".send button")
    expect(phone.locator(".summary")).to_contain_text("这种文件不收")
    expect(phone.locator("input[value=medical]")).to_be_checked()
    assert phone.eval_on_selector("#file", "field => field.files[0].name") == "体检.jpg", "the choice is not lost"

    phone.set_input_files("#file", photo(tmp_path / "体检表.jpg"))
    phone.click(".send button")
    shown = phone.locator("img.copy")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("naturalWidth", 1200)  # turned as the camera meant it
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing goes sideways"

    # Nobody touched the console.
    expect(clerk.locator(".sent")).to_contain_text("体检表.jpg")
    expect(clerk.locator(".sent img")).to_have_js_property("naturalWidth", 1200)
    with clerk.expect_download() as sent:
        clerk.click("text=下载原件")
    assert sent.value.suggested_filename == "体检表.jpg"

    phone.click("text=删除")
    expect(phone.locator("main")).to_contain_text("还没有传")
    expect(clerk.locator(".sent")).to_have_count(0)
