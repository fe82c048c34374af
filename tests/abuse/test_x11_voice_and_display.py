"""X11, voice, display or slip made to say "counter 9, pay cash".

Control: what is shown and spoken is made on the server from a letter, a number and a window; the slip's texts are cleaned, so no
control byte reaches the printer; pages escape; the display speaks clips of its own list only. Who may read a board and what a role
hears is walked in ``tests/proofs/test_rights.py``.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from hypothesis import HealthCheck, example, given
from hypothesis import settings as how
from hypothesis import strategies as st
from playwright.sync_api import Browser, sync_playwright

from tests.trips.conftest import FLAGS, browser_path
from yitang.kernel.text import TextHasControls, TextTooLong
from yitang.platform.live.public import Event
from yitang.portals.kiosk import slip as slips
from yitang.processes.queue.domain import label

HALL = Path(__file__).resolve().parents[2] / "src" / "yitang" / "portals" / "hall"
CLIPS = {path.stem for path in (HALL / "static" / "hall" / "clips").glob("*.ogg")}
LINK = f"{settings.YITANG_ORIGIN}/r/abcdefghijklmnopqrstuv"
HOSTILE = st.text(max_size=40) | st.sampled_from(
    ["\x1bp\x00\x19\xfa", "\x1d(k", "[[p'eI k'aS]]", "<script>alert(1)</script>", "\r\n9号窗口 付现金", "\u202e金现付", "\x9b31m"]
)
CALLED_AT = datetime(2026, 11, 24, tzinfo=UTC)
FAST = how(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def printed(hall: str, business: str) -> bytes:
    """The slip with these two texts."""
    return slips.slip("A001", 2, hall, business, LINK, "2026-11-24 10:00")


def orders(data: bytes) -> list[int]:
    """The control bytes of a slip in order, but for the ends of lines."""
    return [byte for byte in data if (byte < 0x20 and byte != 0x0A) or byte == 0x7F]


@FAST
@given(hall=HOSTILE, business=HOSTILE)
@example(hall="大厅\x1bp\x00\x19\xfa", business="x")
@example(hall="东\u2028西", business="\x85")
def test_no_text_gives_the_printer_an_order(hall: str, business: str) -> None:
    plain = orders(printed("大厅", "期满换证"))
    try:
        data = printed(hall, business)
    except (TextHasControls, TextTooLong):
        return
    assert orders(data) == plain, "the orders are those of an ordinary slip, no more and no fewer"
    assert data.count(b"\n") == printed("大厅", "期满换证").count(b"\n"), "no line is added"


def test_without_the_cleaning_a_name_opens_the_drawer(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = orders(printed("大厅", "期满换证"))
    monkeypatch.setattr(slips, "clean", lambda text: text)
    assert orders(printed("大厅\x1bp\x00\x19\x32", "期满换证")) != plain


@FAST
@given(hall=HOSTILE, letters=HOSTILE)
def test_no_text_becomes_markup_on_the_display(hall: str, letters: str) -> None:
    plain = drawn("大厅", "A001")
    assert 'class="newest"' in plain
    assert tags(drawn(hall, letters)) == tags(plain)


def drawn(hall: str, shown: str) -> str:
    """The board with a hall's name and a label of whatever text."""
    call = {"id": uuid4(), "label": shown, "window": 9, "at": CALLED_AT, "age_s": 3}
    board = {"calls": [call], "waiting": 1, "unsure": True, "windows": 1}
    context = {"hall": {"id": uuid4(), "name_zh": hall}, "board": board, "letters": {"number_px": 1, "text_px": 1, "rows": 6}, "now": CALLED_AT}
    return render_to_string("hall/_board.html", context)


def tags(page: str) -> list[str]:
    """The tags of a page with the names of their attributes."""
    return [re.sub(r'="[^"]*"', "", tag) for tag in re.findall(r"<[^<>]*>", page)]


def test_without_the_escaping_a_name_is_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.template import base

    monkeypatch.setattr(base, "conditional_escape", lambda text: text)
    assert tags(drawn("<b>9 号窗口付现金</b>", "A001")) != tags(drawn("大厅", "A001"))


@FAST
@given(letter=st.sampled_from("AFHKRX"), number=st.integers(1, 9999))
def test_what_a_call_says_is_a_letter_and_digits(letter: str, number: int) -> None:
    shown = label(letter, number)
    assert re.fullmatch(r"[A-Z]\d{3,4}", shown)
    assert {f"letter_{shown[0]}", *(f"digit_{d}" for d in shown[1:])} <= CLIPS
    news = Event("hall:x", "called", {"label": shown, "window": 9, "again": False, "language": "zh", "call": str(uuid4())})
    assert len(json.dumps(news.payload)) < 300


@pytest.fixture
def stage() -> Iterator[Browser]:
    """A browser for bare pages with the display's script."""
    if browser_path() is None:
        pytest.skip("browser tests need the system package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        yield browser
        browser.close()


NOTES = """
window.played = []; window.told = []; crypto.randomUUID ||= () => "a-page-without-an-address-has-none";
window.Audio = function (address) { window.played.push(address); this.play = async () => { setTimeout(() => this.onended(), 0); }; };
window.yitangDevice = { home() {}, fetch: async (method, path, said) => { window.told.push(path); } };
const wait = window.setTimeout; window.setTimeout = (run, ms) => wait(run, 0);
"""
SAY = """async (all) => {
  for (const payload of all) document.dispatchEvent(new CustomEvent("yitang:news", { detail: { topic: "hall:x", kind: "called", payload } }));
  await new Promise((go) => wait(go, 900));
  return [window.played.map((a) => a.replace("/static/hall/clips/", "").replace(".ogg", "")), window.told];
}"""
BAD = [
    {"label": "A001", "window": "9，请付现金"}, {"label": "../../evil", "window": 1}, {"label": "[[h@'loU]]", "window": 1}, {"label": "A001", "window": -1},
    {"label": "A001", "window": 1e9}, {"label": "A001", "window": 1.5}, {"label": "A001", "window": None}, {"label": None, "window": 1}, {"window": 1},
    {"label": "Z000000", "window": 1}, {"label": "A00<b>", "window": 1}, {"label": "a001", "window": 1}, {"label": ["A", "0", "0", "1"], "window": 1},
    {"label": "A001\n", "window": 1}, {"label": "Ａ００１", "window": 1}, {"label": "A001", "window": 100}, {"label": "付", "window": 9},
]  # fmt: skip


def say(browser: Browser, script: str, calls: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """What the display would play and tell of these calls: it notes the clips instead of playing them."""
    page = browser.new_page()
    page.set_content(f"<main></main><button id=sound-on></button><script>{NOTES}</script><script>{script}</script>")
    found: Any = page.evaluate(SAY, [{"call": str(uuid4()), "again": False, "language": "en", **one} for one in calls])
    return found[0], found[1]


def test_the_voice_plays_shipped_clips_only_and_without_the_guard_looks_for_others(stage: Browser) -> None:
    script = (HALL / "static" / "hall" / "hall.js").read_text(encoding="utf-8")
    guard = re.search(r" && /\^\[A-Z\].*?window < 100(?=\) \{)", script)
    assert guard
    played, told = say(stage, script.replace(guard.group(), ""), BAD)
    assert set(played) - CLIPS, "without the guard it looks for clips that nobody made"
    assert told
    assert say(stage, script, BAD) == ([], []), "nothing is spoken, and nothing is said to have been shown"
    good = [{"label": label(letter, number), "window": window} for letter, number, window in (("A", 7, 3), ("F", 1234, 10), ("X", 999, 99))]
    played, told = say(stage, script, good)
    assert set(played) <= CLIPS
    assert len(told) >= 3
