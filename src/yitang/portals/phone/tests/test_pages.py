"""The phone's pages: light, usable without script, and nothing is given up by one stray tap."""

import re
from typing import Any

from django.contrib.staticfiles import finders
from django.test import Client

from yitang.platform.database.public import rows
from yitang.registers.catalogue.public import businesses

ONCE = re.compile(r'name="once" value="([0-9a-f-]{36})"')
SCRIPT = re.compile(r'<script[^>]*src="/static/([^"]+)"')
INLINE = re.compile(r"<script(?![^>]*src=)")
MOST_SCRIPT = 60_000


def taken(phone: Client) -> str:
    """A number taken with no script. Returns: its address."""
    page = phone.get("/b/DRV-RENEW/ticket").content.decode()
    hall = re.findall(r'name="hall" value="([^"]+)"', page)[0]
    return phone.post("/b/DRV-RENEW/ticket", {"once": ONCE.findall(page)[0], "hall": hall, "precheck": ""})["Location"]


def test_the_phone_carries_at_most_sixty_kilobytes_of_script(city: dict[str, Any]) -> None:
    for address in ("/", "/b/DRV-RENEW/check", taken(Client())):
        page = Client().get(address).content.decode()
        size = 0
        for name in SCRIPT.findall(page):
            path = finders.find(name)
            assert path, name
            with open(path, "rb") as script:
                size += len(script.read())
        assert size <= MOST_SCRIPT, address
        assert INLINE.search(page) is None
        assert "//" not in "".join(re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="([^"]+)"', page)), "nothing is fetched from elsewhere"


def test_giving_up_is_asked_once_more_and_the_question_changes_nothing(city: dict[str, Any]) -> None:
    phone = Client()
    address = taken(phone)
    question = phone.get(f"{address}/leave").content.decode()
    assert "不办了吗" in question
    assert rows("SELECT state FROM queue_ticket") == [{"state": "waiting"}]
    assert Client().get(f"{address}/leave").status_code == 401
    phone.post(f"{address}/leave", {"once": ONCE.findall(question)[0]})
    assert rows("SELECT state FROM queue_ticket") == [{"state": "left"}]
    assert phone.get(f"{address}/leave")["Location"] == address, "nothing is left to give up"
    assert "重新取号" in phone.get(address).content.decode()


def test_no_window_is_said_as_such_and_not_as_a_guess(city: dict[str, Any]) -> None:
    phone = Client()
    page = phone.get(taken(phone)).content.decode()
    assert "还没有窗口叫号" in page
    assert "较难预计" not in page


def test_every_english_word_of_the_first_page_stands_in_english(city: dict[str, Any]) -> None:
    page = Client().get("/").content.decode()
    assert page.count('class="en"') == page.count('class="en" lang="en"')
    assert page.count("<h1") == 1


def test_what_a_plate_or_an_exam_costs_is_said_in_english_too(city: dict[str, Any]) -> None:
    plates, exams = (next(b for b in businesses() if getattr(b, name)) for name in ("plate_fees", "provincial_fee"))
    page = Client().get(f"/b/{plates.code}").content.decode()
    assert '<span class="en" lang="en">by kind of plate' in page
    assert [fee.fen for fee in plates.plate_fees] == [10000, 3500, 5000, 4000]
    assert all(f"{fee.zh} {fee.fen // 100}.00 元/{fee.unit_zh}" in page for fee in plates.plate_fees), "what the catalogue says, as it says it"
    assert '<span class="en" lang="en">exam fee' in Client().get(f"/b/{exams.code}").content.decode()
