"""Questions over plain forms, and what the head of the office sees of them and of the green channel."""

import re
from datetime import timedelta
from typing import Any

from tests.abuse.picture import as_it_was
from tests.trials.people import Sender, staff

from yitang.kernel import clock
from yitang.platform.database.public import row, set_clock

ASKED = {"channel": "hall", "topic": "papers", "business": "DRV-RENEW", "note": "", "outcome": ""}


def text(answer: Any) -> str:
    page: str = answer.content.decode()
    return page


def opened(desk: Sender) -> str:
    """A question is recorded. Returns: its address."""
    assert desk.form("/guide/asked", ASKED).status_code == 303
    found = re.search(r"/guide/asked/[0-9a-f-]{36}", text(desk.get("/guide/asked")))
    assert found
    return found[0]


def test_a_question_goes_from_hand_to_hand_and_the_head_sees_who_is_late(city: dict[str, Any]) -> None:
    """08:25 asked, handed on, taken over, forgotten; 08:56 the head of the office sees whose it is."""
    first, second, chief = staff(city, "g01"), staff(city, "c03", 3), staff(city, "chief")
    at_ = opened(first)
    colleague = row("SELECT id FROM identity_account WHERE login = 'c03'")
    assert colleague
    assert first.form(at_, {"do": "hand", "to": str(colleague["id"])}).status_code == 303
    assert "等您接" in text(second.get("/guide/now"))
    assert "我接，由我负责" in text(second.get(at_))
    assert second.form(at_, {"do": "accept"}).status_code == 303
    with as_it_was():
        refused = first.form(at_, {"do": "answer", "outcome": "answered"})
    assert refused.status_code == 409
    assert "现在不由您负责" in text(refused)
    set_clock(clock.now() + timedelta(minutes=31), 1.0)
    assert "超时" in text(second.get("/guide/asked"))
    page = text(chief.get("/chief/asked"))
    assert "超时没答" in page
    assert "要带什么：期满换证" in page
    assert second.form(at_, {"do": "answer", "outcome": "bring", "pointed_to": "DRV-RENEW"}).status_code == 303
    page = text(chief.get("/chief/asked"))
    assert "没有超时" in page
    assert "最多人要再来一趟的是“要带什么：期满换证” 1 次" in page
    assert page.count("<rect") == 2


def test_what_was_typed_stays_when_it_is_refused(city: dict[str, Any]) -> None:
    desk = staff(city, "g01")
    with as_it_was():
        answer = desk.form("/guide/asked", {**ASKED, "note": "川S12345 要带什么", "outcome": "online"})
    assert answer.status_code == 422
    page = text(answer)
    assert "<title>错误" in page
    assert 'value="川S12345 要带什么"' in page
    assert re.search(r'value="online" checked', page)
    assert re.search(r'value="papers" required checked', page)
    assert re.search(r'value="DRV-RENEW" selected', page)
    at_ = opened(desk)
    with as_it_was():
        for fields, status in (({"do": "answer", "outcome": "bought"}, 422), ({"do": "hand", "to": "x"}, 422), ({"do": "nothing"}, 404)):
            assert desk.form(at_, fields).status_code == status


def test_the_head_sees_whose_green_numbers_are_many(city: dict[str, Any]) -> None:
    honest, other, friend, chief = staff(city, "g01"), staff(city, "c03", 3), staff(city, "c05", 5), staff(city, "chief")
    assert "还没有人发过号" in text(chief.get("/chief/green"))
    for n in range(8):
        honest.form("/guide/number", {"business": "DRV-RENEW", "evidence": "age" if n == 0 else ""})
    for _ in range(2):
        other.form("/guide/number", {"business": "DRV-RENEW", "evidence": "disabled"})
    for _ in range(12):
        friend.form("/guide/number", {"business": "DRV-RENEW", "evidence": "emergency"})
    page = text(chief.get("/chief/green"))
    assert '今天 <span class="num">15</span> 个' in page
    assert page.count("要看") == 2, "once in the head, once in his row"
    assert page.index("当面看到 12") < page.index("残疾人证 2")
