"""The guide's desk: what was chosen is kept when a number is refused, and the wait is not made up."""

import re
from datetime import timedelta
from typing import Any

from tests.trials.people import staff

from yitang.kernel import clock
from yitang.platform.database.public import set_clock
from yitang.processes.queue.public import open_window
from yitang.processes.queue.tests.test_queue import at, clerk


def chosen(page: str) -> set[str]:
    """What is chosen on the page."""
    return {value for value, rest in re.findall(r'<input type="radio" name="[a-z]+" value="([^"]*)"([^>]*)>', page) if " checked" in rest}


def test_what_was_chosen_is_kept_when_the_number_is_refused(city: dict[str, Any]) -> None:
    desk = staff(city, "g01")
    assert chosen(desk.get("/window/guide").content.decode()) == {""}
    set_clock(clock.now() + timedelta(hours=12), 1.0)
    answer = desk.form("/window/guide", {"business": "VEH-MORTGAGE", "evidence": "soldier"})
    assert answer.status_code == 409
    assert chosen(answer.content.decode()) == {"VEH-MORTGAGE", "soldier"}


def test_a_hall_without_a_window_that_calls_promises_nothing(city: dict[str, Any]) -> None:
    desk = staff(city, "g01")
    assert "取号：还没有窗口叫号" in desk.get("/window/guide").content.decode()
    li = clerk(city, 3)
    open_window(li, at(li))
    assert "还没有窗口叫号" not in desk.get("/window/guide").content.decode()
