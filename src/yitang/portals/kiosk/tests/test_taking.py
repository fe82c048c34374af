"""Taking a number at a kiosk: pressed again because the answer was lost, it is the same number, and its slip comes out once."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from tests.trials.people import Sender, paired, phone, staff

from yitang.platform.database.public import rows
from yitang.platform.database.tests.races import together
from yitang.platform.policy.public import value
from yitang.processes.queue.public import open_window
from yitang.processes.queue.tests.test_queue import at, clerk
from yitang.registers.catalogue.public import business

ONCE = re.compile(r'name="once" value="([0-9a-f-]{36})"')
TAKE = "/kiosk/take/DRV-RENEW"


@pytest.fixture
def slips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that stands for the printer."""
    monkeypatch.setattr(settings, "YITANG_PRINTER", tmp_path / "slips", raising=False)
    return tmp_path / "slips"


def key(kiosk: Sender) -> str:
    """The key of the form that the next person finds."""
    found: str = ONCE.findall(kiosk.get("/kiosk/b/DRV-RENEW").content.decode())[0]
    return found


def numbers() -> list[int]:
    return [r["number"] for r in rows("SELECT number FROM queue_ticket ORDER BY number")]


def test_pressed_again_it_is_the_same_number_and_the_slip_is_printed_once(city: dict[str, Any], slips: Path) -> None:
    kiosk = paired(city, "kiosk")
    once = key(kiosk)
    first, again = (kiosk.form(TAKE, {"once": once}) for _ in range(2))
    english = kiosk.form(TAKE, {"once": once, "language": "en"})
    assert {answer.status_code for answer in (first, again, english)} == {200}
    assert first.content == again.content == english.content
    assert "A001" in first.content.decode()
    assert "请取走小票" in first.content.decode()
    assert numbers() == [1]
    assert len(list(slips.iterdir())) == 1
    assert "A002" in kiosk.form(TAKE, {"once": key(kiosk)}).content.decode(), "the next person's form has a key of its own"
    assert numbers() == [1, 2]
    assert len(list(slips.iterdir())) == 2


def test_a_slip_that_did_not_come_out_is_printed_when_it_is_pressed_again(city: dict[str, Any], slips: Path) -> None:
    kiosk = paired(city, "kiosk")
    once = key(kiosk)
    slips.write_text("a file where a folder should be", encoding="utf-8")
    for _ in range(2):
        assert "打印机没有反应" in kiosk.form(TAKE, {"once": once}).content.decode()
    slips.unlink()
    for _ in range(2):
        page = kiosk.form(TAKE, {"once": once}).content.decode()
        assert "A001" in page
        assert "请取走小票" in page
    assert numbers() == [1]
    assert [b"A001" in one.read_bytes() for one in slips.iterdir()] == [True]


def test_pressed_six_times_at_once_it_is_one_number_and_one_slip(city: dict[str, Any], slips: Path) -> None:
    kiosk = paired(city, "kiosk")
    once = key(kiosk)
    pages = together(6, lambda _: Sender(device=kiosk.device).form(TAKE, {"once": once}).content)
    assert len(set(pages)) == 1
    assert numbers() == [1]
    assert len(list(slips.iterdir())) == 1


def test_without_a_key_no_number_is_taken(city: dict[str, Any], slips: Path) -> None:
    kiosk = paired(city, "kiosk")
    for wrong in ("", "x", f"slip:{uuid4()}"):
        assert kiosk.form(TAKE, {"once": wrong}).status_code == 422
    assert kiosk.form("/kiosk/take/" + "x" * 300, {}).status_code == 404
    assert numbers() == []
    assert not slips.exists()


def test_the_number_says_whether_a_window_calls(city: dict[str, Any], slips: Path) -> None:
    kiosk, li = paired(city, "kiosk"), clerk(city, 3)
    assert "还没有窗口叫号" in kiosk.form(TAKE, {"once": key(kiosk)}).content.decode()
    open_window(li, at(li))
    assert "还没有窗口叫号" not in kiosk.form(TAKE, {"once": key(kiosk)}).content.decode()


def test_what_no_agent_can_do_is_said_before_a_number_and_gives_none(city: dict[str, Any], slips: Path) -> None:
    kiosk, mine, guide = paired(city, "kiosk"), phone(), staff(city, "g01")
    assert '<a href="/kiosk/b/VEH-LOST">' in kiosk.get("/kiosk/start").content.decode()
    for page in (kiosk.get("/kiosk/b/VEH-LOST"), mine.get("/b/VEH-LOST"), mine.get("/b/VEH-LOST/ticket"), guide.get("/guide/")):
        said = page.content.decode()
        assert page.status_code == 200
        assert "机动车灭失注销必须所有人本人来，代理人办不了" in said
        assert "由继承人申请" in said
        assert "第86条" in said
    assert ONCE.findall(kiosk.get("/kiosk/b/VEH-LOST").content.decode()) == [], "no form that could take a number"
    assert kiosk.form("/kiosk/take/VEH-LOST", {}).status_code == 422
    assert "代理人办不了" not in kiosk.get("/kiosk/b/DRV-RENEW").content.decode()
    assert numbers() == []


def test_the_first_page_offers_six_acts_at_most_in_the_order_of_policy(city: dict[str, Any]) -> None:
    page = paired(city, "kiosk").get("/kiosk/start").content.decode()
    acts = re.findall(r'<a class="button" href="/kiosk/b/([A-Z-]+)">', page)
    assert acts == value("kiosk.acts")
    assert len(acts) <= 6
    assert all(business(code).offered for code in acts)
