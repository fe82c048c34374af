"""The ground of a refusal: an article is cited at the window and in the case as the citizen's own pages cite it."""

from datetime import date
from typing import Any

from yitang.platform.database.public import row
from yitang.portals.window.tests.test_bar import serving
from yitang.processes.cases.public import Seen, accept_case, review
from yitang.processes.queue.tests.test_queue import RENEW, clerk


def test_a_ground_is_read_in_words_at_the_window_and_in_the_case(city: dict[str, Any]) -> None:
    desk, li = serving(city), clerk(city, 3)
    accept_case(li, RENEW[0], city["cast"]["renew"].number, Seen(medical_on=date(2026, 11, 20)))
    case = row("SELECT id FROM cases_case")
    assert case
    review(li, case["id"], "refuse", "身体条件不符 R162 Art.63(2)")
    for address in ("/window/", f"/window/case/{case['id']}"):
        page = desk.get(address).content.decode()
        assert "身体条件不符 公安部令第162号 第63条(2)" in page, address
        assert "R162" not in page, address
