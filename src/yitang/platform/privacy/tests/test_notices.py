"""What people are told before a number is typed: by version, in both languages, kept for whom it was shown; a new version is shown again."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from tests.abuse.picture import as_it_was, count
from tests.trials.people import Sender, paired, phone

from yitang.kernel import clock
from yitang.platform.database.public import execute, row, rows, set_clock
from yitang.platform.identity.public import anonymous
from yitang.platform.notices.public import Inbox, deliver_due
from yitang.platform.privacy import operations
from yitang.platform.privacy.domain import POINTS, Notice, NoticeWrong, in_force, read
from yitang.platform.privacy.public import NoticeChanged, NoticeNotShown, current, must_be_shown, show

FIRST = operations.notices()[0]
NEXT = Notice(2, date(2026, 11, 25), {**FIRST.points, "purpose": ("换了用途。", "Another purpose.")})


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second version counts from tomorrow on."""
    monkeypatch.setattr(operations, "notices", lambda: [FIRST, NEXT])


def test_every_version_says_what_the_law_asks_for_in_both_languages() -> None:
    for one in operations.notices():
        assert set(POINTS) <= set(one.points)
        assert all(zh and en.isascii() for zh, en in one.lines)


@pytest.mark.parametrize(
    "wrong",
    [
        [{"version": 2, "from": date(2026, 1, 1), "points": {}}],
        [{"version": 1, "from": date(2026, 1, 1), "points": {"who": ["我", "we"]}}],
        [{"version": 1, "from": date(2026, 1, 1), "points": {key: ["中", " "] for key in POINTS}}],
    ],
)
def test_a_notice_that_lacks_something_does_not_load(wrong: list[dict[str, Any]]) -> None:
    with pytest.raises(NoticeWrong):
        read(wrong)


def test_the_newest_that_has_begun_counts() -> None:
    assert in_force([FIRST, NEXT], date(2026, 11, 24)) is FIRST
    assert in_force([FIRST, NEXT], date(2026, 11, 25)) is NEXT
    assert in_force([FIRST, NEXT], date(2020, 1, 1)) is FIRST


def test_before_it_was_shown_no_number_is_taken_and_the_page_shows_it(city: dict[str, Any]) -> None:
    browser, number = phone(), city["cast"]["renew"].number
    with nothing_collected():
        refused = browser.form("/me/sign-in", {"number": number})
    assert refused.status_code == 409
    assert "notice_not_shown" in refused.content.decode() or "请先看一下" in refused.content.decode()
    assert "第17条" in refused.content.decode()
    assert "敏感个人信息" in refused.content.decode(), "the notice is on the page"
    assert browser.form("/me/sign-in", {"number": number}).status_code == 303, "it was shown now"
    assert count("privacy_shown", "place = 'sign_in'") == 1


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Nothing is collected by a refused form; that the notice was shown is kept."""
    before = (count("identity_code"), count("notices_notice"))
    yield
    assert (count("identity_code"), count("notices_notice")) == before


def test_who_signs_in_is_bound_to_what_he_was_shown(city: dict[str, Any]) -> None:
    browser, one = phone(), city["cast"]["renew"]
    browser.get("/me/sign-in")
    browser.form("/me/sign-in", {"number": one.number})
    deliver_due(Inbox())
    page = Sender().get("/demo/inbox").content.decode()
    code = page[page.index("验证码是 ") + 5 :][:6]
    browser.client.post("/me/code", {"code": code})
    found = row("SELECT s.person_id IS NOT NULL AS bound, s.notice_id, n.digest FROM privacy_shown s JOIN privacy_notice n ON n.version = s.notice_id")
    assert found
    assert (found["bound"], found["notice_id"], bytes(found["digest"])) == (True, 1, FIRST.digest)


def test_a_new_version_is_shown_again(city: dict[str, Any], two: None) -> None:
    browser, number = phone(), city["cast"]["renew"].number
    assert "换了用途" not in browser.get("/me/sign-in").content.decode()
    set_clock(clock.now() + timedelta(days=1), 1.0)
    refused = browser.form("/me/sign-in", {"number": number})
    assert refused.status_code == 409
    page = browser.get("/me/sign-in").content.decode()
    assert "换了用途" in page
    assert "有更新" in page
    assert browser.form("/me/sign-in", {"number": number}).status_code == 303
    assert [one["notice_id"] for one in rows("SELECT notice_id FROM privacy_shown ORDER BY notice_id")] == [1, 2]


def test_a_version_is_never_another_text(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    _, viewer = anonymous()
    show(viewer, "sign_in")
    changed = replace(FIRST, points={**FIRST.points, "who": ("别人。", "Somebody else.")})
    assert changed.digest != FIRST.digest
    monkeypatch.setattr(operations, "notices", lambda: [changed])
    _, other = anonymous()
    with as_it_was(), pytest.raises(NoticeChanged):
        show(other, "sign_in")
    with pytest.raises(Exception, match="permission denied"):
        execute("UPDATE privacy_notice SET digest = 'x'")


def test_precheck_and_kiosk_show_it_and_keep_that_they_did(city: dict[str, Any]) -> None:
    browser, kiosk = phone(), paired(city, "kiosk")
    assert "您的信息怎么用" in browser.get("/b/DRV-RENEW/check").content.decode()
    for _ in range(2):
        assert "您的信息怎么用" in kiosk.get("/kiosk/start").content.decode()
    assert sorted((one["place"], one["device_id"] is not None) for one in rows("SELECT place, device_id FROM privacy_shown")) == [
        ("kiosk", True),
        ("precheck", False),
    ]
    assert '第 <span class="num">1</span> 版' in Sender().get("/privacy").content.decode()


def test_shown_to_one_session_at_once_it_is_kept_once(city: dict[str, Any]) -> None:
    _, viewer = anonymous()
    ready = threading.Barrier(4)

    def one() -> None:
        ready.wait()
        try:
            show(viewer, "sign_in")
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count("privacy_shown") == 1
    must_be_shown(viewer, "sign_in")
    _, other = anonymous()
    with pytest.raises(NoticeNotShown):
        must_be_shown(other, "sign_in")
    assert current() is FIRST
