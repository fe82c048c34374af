"""A colleague leaves the window without signing out, and somebody else sits down there.

Control: a window is locked when nobody has pressed anything for five minutes, its session ends after fifteen, and after its whole time in
any case. What a page fetches by itself, when news come, is not a press: else a window in a busy hall would never be left.
"""

from typing import Any

import pytest
from django.test import Client

from tests.trials.people import Sender, staff
from yitang.platform.database.public import execute, row, rows
from yitang.platform.identity import middleware, sessions
from yitang.platform.identity.public import anonymous, cookie_name
from yitang.platform.policy.public import value
from yitang.registers.people.public import id_of_number


def fetch(sender: Sender) -> int:
    """The page of the window fetches its line anew, as it does at each news of the hall."""
    return int(sender.client.get("/window/line", headers={"X-Yitang-Fragment": "1"}).status_code)


def pass_by(seconds: int) -> None:
    """So much time goes by for every session."""
    execute("UPDATE identity_session SET created_at = created_at - %s::interval, seen_at = seen_at - %s::interval", [f"{seconds} seconds"] * 2)


def news_for(sender: Sender, minutes: int) -> list[int]:
    """Somebody is called in the hall each minute, and nobody sits at this window."""
    found = []
    for _ in range(minutes):
        pass_by(60)
        found.append(fetch(sender))
    return found


def test_news_of_the_hall_do_not_keep_an_empty_window_signed_in(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    idle, lock = value("session.staff_idle_s") // 60, value("session.window_lock_s") // 60
    with monkeypatch.context() as guard_off:
        guard_off.setattr(middleware, "by_itself", lambda _: False)
        assert news_for(staff(city, "c05", 5), idle + 5) == [200] * (idle + 5), "guard off: twenty minutes alone, and still open"
    li = staff(city, "c03", 3)
    seen = news_for(li, idle + 5)
    assert seen[: lock - 1] == [200] * (lock - 1)
    assert seen[lock : idle - 1] == [423] * (idle - 1 - lock)
    assert seen[idle:] == [401] * 5
    before = rows("SELECT state FROM queue_ticket")
    assert li.form("/window/act/call", {}).status_code == 401
    assert rows("SELECT state FROM queue_ticket") == before
    assert row("SELECT end_reason FROM identity_session WHERE ended_at IS NOT NULL") == {"end_reason": "idle"}


def test_who_presses_stays_and_after_ten_hours_nobody_does(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    li = staff(city, "r01")
    for _ in range(9 * 6 + 5):
        pass_by(600)
        assert li.get("/window/review").status_code == 200
    pass_by(601)
    with monkeypatch.context() as guard_off:
        guard_off.setattr(sessions, "_over", lambda *_: "")
        assert li.get("/window/review").status_code == 200, "guard off: a cookie for ever"
    assert li.get("/window/review").status_code == 401


def test_whoever_sits_down_at_a_window_that_was_left_for_five_minutes_can_do_nothing(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    li = staff(city, "c03", 3)
    pass_by(value("session.window_lock_s") + 1)
    with monkeypatch.context() as guard_off:
        guard_off.setattr(sessions, "is_locked", lambda *_: False)
        assert li.client.get("/window/", headers={"X-Yitang-Fragment": "1"}).status_code == 200, "guard off: the whole desk is open"
    before = rows("SELECT * FROM identity_session")
    assert li.get("/window/").status_code == 423
    assert li.form("/window/act/open", {}).status_code == 423
    assert li.form("/unlock", {"code": "000000"}).status_code == 422
    assert rows("SELECT * FROM queue_period") == []
    assert rows("SELECT * FROM identity_session") == before


def test_a_citizen_who_signed_in_is_out_after_a_quarter_of_an_hour_or_two_hours(city: dict[str, Any]) -> None:
    def enter() -> Client:
        _, phone = anonymous()
        person = id_of_number(city["cast"]["renew"].number)
        assert person
        browser = Client()
        browser.cookies[cookie_name()] = sessions.raise_level(phone, "code", person)
        return browser

    browser = enter()
    for _ in range(11):
        pass_by(600)
        assert browser.get("/me/cases").status_code == 200
    pass_by(601)
    assert browser.get("/me/cases")["Location"] == "/me/sign-in", "two hours"
    browser = enter()
    pass_by(901)
    assert browser.get("/me/cases")["Location"] == "/me/sign-in", "a quarter of an hour"
