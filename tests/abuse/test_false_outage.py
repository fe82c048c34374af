"""False “system is down” papers: somebody in the hall hands out sheets of his own, or real blank forms while the system works, and asks for money.

Control: only the head of the office switches a hall to paper, with a fresh second factor and an end; forms are numbered and signed, and the page
behind the code says whether the hall works on paper now; what is entered afterwards needs two people and a time in which it did; the rules hold.
"""

from datetime import timedelta
from typing import Any

import pytest

from tests.trials.people import Sender, phone, staff
from yitang.kernel import clock
from yitang.platform.database.public import rows, set_clock
from yitang.platform.documents.public import Statement, make_statement
from yitang.portals.frame.sheets import forms_drawn
from yitang.processes.outages.errors import NotWhileOnPaper
from yitang.processes.outages.public import enter_form, forms, print_forms
from yitang.processes.outages.queries import forget
from yitang.processes.outages.tests.test_outages import chief
from yitang.processes.queue.tests.test_queue import clerk


def shown(token: str) -> str:
    """What anybody sees who scans a sheet, without signing in."""
    answer = Sender().get(f"/d/{token}")
    assert answer.status_code == 200
    text: str = answer.content.decode()
    assert "/me/sign-in" not in text
    assert "付款码" not in text
    return text


def test_a_false_sheet_is_told_from_a_true_one(city: dict[str, Any]) -> None:
    head = chief(city)
    batch = print_forms(head, city["hall"], 2, forms_drawn)
    serial = forms(head, batch)[0].serial
    real = make_statement(Statement("form", serial, "", "2026-11-24", ""))
    assert "本厅没有在纸质办理" in shown(real), "a real blank form, carried out of the drawer while the system works"
    assert "不是本所的" in shown("eyJ4Ijo.sign-document~1.AAAA"), "a sheet of somebody's own"
    assert "没有这个编号" in shown(make_statement(Statement("form", "N2026-000077-001", "", "2026-11-24", "")))
    desk = staff(city, "c03", 3)
    for login, sender in (("c03", desk), ("g01", staff(city, "g01")), ("nobody", phone())):
        refused = sender.form("/chief/paper/start", {"reason": "系统坏了", "hours": "2"})
        assert refused.status_code in (401, 403), login
    assert rows("SELECT id FROM outages_outage") == []
    forget()
    assert "纸质办理中" not in desk.get("/window/line").content.decode()
    head_desk = staff(city, "chief")
    assert head_desk.form("/chief/paper/start", {"reason": "全市断网", "hours": "2"}).status_code == 303
    forget()
    assert "正在纸质办理" in shown(real)
    for page in (desk.get("/window/line"), phone().get("/hall-now"), head_desk.get("/chief/figures")):
        assert "本厅纸质办理中" in page.content.decode()


def test_a_sheet_that_was_filled_in_while_the_system_worked_is_not_entered(city: dict[str, Any]) -> None:
    head, li = chief(city), clerk(city, 3)
    form = forms(head, print_forms(head, city["hall"], 1, forms_drawn))[0].id
    set_clock(clock.now() + timedelta(minutes=30), 1.0)
    said = {"what": "ticket", "business": "DRV-RENEW", "outcome": "served", "officer": "c03", "paper_on": "2026-11-24", "paper_time": "10:05"}
    with pytest.raises(NotWhileOnPaper):
        enter_form(li, form, said)
    answer = staff(city, "c03", 3).form(f"/window/forms/{form}/enter", {**said, "number": "不变"})
    assert answer.status_code == 422
    assert "not_while_on_paper" in answer.content.decode()
    assert 'value="10:05"' in answer.content.decode(), "what was typed is still there"
    assert rows("SELECT id FROM outages_entry") == []
