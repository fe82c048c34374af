"""The key bar: nine fixed places; a key that can do nothing says why."""

import re
from datetime import date
from typing import Any

from tests.trials.people import Sender, staff

from yitang.processes.cases.public import Seen, accept_case, review
from yitang.processes.payments.tests.factories import unpaid
from yitang.processes.queue.public import call_next, close_window, finish, issue_ticket, open_window, pause_window, start_serving
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk, kiosk

KEY = re.compile(r'data-(key|off)="(F\d+)"(?: data-why="([^"]*)")?')


def bar(li: Sender) -> dict[str, str]:
    """Each key of the bar with the reason why it is off, or nothing when it can be used."""
    return {key: why for _, key, why in KEY.findall(li.get("/window/head").content.decode())}


def usable(li: Sender) -> set[str]:
    return {key for key, why in bar(li).items() if not why} - {"F1"}


def test_every_key_keeps_its_place_through_a_whole_day(city: dict[str, Any]) -> None:
    li, desk = clerk(city, 3), staff(city, "c03", 3)
    places = ["F2", "F3", "F4", "F6", "F7", "F8", "F9", "F10", "F1"]
    seen = []

    def stands(*keys: str) -> None:
        assert list(bar(desk)) == places
        assert usable(desk) == set(keys)
        seen.append(keys)

    stands("F7")
    assert bar(desk)["F2"] == "窗口还没开，先按 F7 开窗"
    open_window(li, at(li))
    stands("F2", "F7")
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    call_next(li, at(li))
    stands("F3", "F4", "F6", "F8")
    assert bar(desk)["F2"] == "A001 还在本窗口，先办结或过号"
    start_serving(li, at(li))
    stands("F6", "F8", "F9", "F10")
    assert bar(desk)["F4"] == "已经开始办理；群众离开按 F6"
    accept_case(li, RENEW[0], city["cast"]["renew"].number, Seen(medical_on=date(2026, 11, 20)))
    stands("F6", "F9", "F10")
    finish(li, at(li))
    pause_window(li, at(li))
    stands("F7", "F10")
    assert desk.form("/window/act/close", {}).status_code == 303
    stands("F7")
    close_window(li, at(li))
    assert len(seen) == 7


def test_keys_turn_by_themselves_only_where_the_middle_does(city: dict[str, Any]) -> None:
    """A stale tab keeps the keys of the form that it shows: F9 there asks to accept again, and is refused, instead of reviewing unseen."""
    desk = serving(city)
    alone = desk.get("/window/").content.decode()
    assert 'data-live-src="/window/line"' in alone
    assert 'data-live-src="/window/head"' not in alone
    assert 'data-live-src="/window/work"' not in alone


def test_a_recall_too_many_is_off_with_its_reason(city: dict[str, Any]) -> None:
    li, desk = clerk(city, 3), staff(city, "c03", 3)
    open_window(li, at(li))
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    call_next(li, at(li))
    for _ in range(2):
        assert desk.form("/window/act/recall", {}).status_code == 303
    assert bar(desk)["F3"] == "已经重呼 2 次，可以按 F4 过号"


def serving(city: dict[str, Any]) -> Sender:
    """A clerk with somebody at the window."""
    li = clerk(city, 3)
    open_window(li, at(li))
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    call_next(li, at(li))
    start_serving(li, at(li))
    return staff(city, "c03", 3)


def test_a_refused_acceptance_lists_each_thing_with_the_field_that_cures_it(city: dict[str, Any]) -> None:
    desk, number = serving(city), city["cast"]["suspended"].number
    answer = desk.form("/window/check", {"number": number, "identity": "yes", "do": "accept"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>错误" in page
    assert page.count("<li>缺 ") == 1
    assert '<a href="#medical_on">' in page
    assert 'id="medical_on"' in page
    assert "驾驶证被暂扣" in page
    assert page.count(number) == 1, "what was typed is kept in its field and stands nowhere else"
    assert "高*三" in page


def test_a_refused_case_is_accepted_anew_on_a_form_that_keeps_what_was_typed(city: dict[str, Any]) -> None:
    """补齐了，重新受理: the papers are checked and found wanting once more, and the form still stands there."""
    desk, number = serving(city), city["cast"]["renew"].number
    li = clerk(city, 3)
    case = accept_case(li, RENEW[0], number, Seen(medical_on=date(2026, 11, 20)))
    review(li, case.id, "refuse", "体检证明不是本人的")
    assert 'id="papers"' not in desk.get("/window/").content.decode()
    again = re.search(r'<form method="post" id="papers" action="([^"]+)"', desk.get("/window/", {"again": "1"}).content.decode())
    assert again
    for do, status in (("check", 200), ("accept", 422)):
        answer = desk.form(again[1], {"number": number, "identity": "yes", "do": do})
        page = answer.content.decode()
        assert answer.status_code == status
        assert '<a href="#medical_on">' in page
        assert f'name="number" value="{number}"' in page
        assert f'id="papers" action="{again[1]}"' in page
    assert desk.form(again[1], {"number": number, "identity": "yes", "medical_on": "2026-11-20", "do": "accept"}).status_code == 303
    assert "F9" in usable(desk)


def test_a_wrong_amount_is_kept_to_be_corrected(city: dict[str, Any]) -> None:
    desk = unpaid(city)
    answer = staff(city, "c03", 3).form(f"/window/case/{desk['case']}/cash", {"counted": "9"})
    page = answer.content.decode()
    assert answer.status_code >= 400
    assert 'value="9"' in page
    assert '<a href="#counted">' in page


def test_the_proof_line_says_what_was_saved_and_by_whom(city: dict[str, Any]) -> None:
    desk = staff(city, "c03", 3)
    assert "还没有操作" in desk.get("/window/own-proof").content.decode()
    assert desk.form("/window/act/open", {}).status_code == 303
    line = desk.get("/window/own-proof").content.decode()
    assert "已保存" in line
    assert "开窗" in line
    assert "正在封存" in line
