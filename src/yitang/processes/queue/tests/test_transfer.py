"""Sending somebody on: where they are called next, and where not."""

from typing import Any

import pytest

from yitang.kernel.errors import Refusal
from yitang.platform.database.public import execute, rows
from yitang.processes.queue import snapshot
from yitang.processes.queue.public import NobodyWaits, call_next, finish, issue_ticket, transfer
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk, kiosk


@pytest.mark.parametrize(("reason", "again"), [("other_window", False), ("window_down", False), ("language", False), ("second_business", True)])
def test_who_is_sent_on_does_not_come_back_to_the_window_that_sent_them(city: dict[str, Any], reason: str, again: bool) -> None:
    three, five = clerk(city, 3), clerk(city, 5)
    first, second = (issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk") for _ in range(2))
    assert call_next(three, at(three)) == first.id
    transfer(three, at(three), reason)
    assert call_next(three, at(three)) == (first.id if again else second.id)
    if not again:
        finish(three, at(three))
        with pytest.raises(NobodyWaits):
            call_next(three, at(three))
        assert call_next(five, at(five)) == first.id, "another window calls them"


def test_nobody_is_sent_on_to_nowhere(city: dict[str, Any]) -> None:
    three = clerk(city, 3)
    execute(
        "INSERT INTO offices_plan (window_id, effective_from, skills) SELECT id, '2026-01-01', '{VEH-MORTGAGE}' FROM offices_window "
        "WHERE hall_id = %s AND id <> %s",
        [city["hall"], at(three)],
    )
    snapshot.forget()
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    call_next(three, at(three))
    before = rows("SELECT * FROM queue_ticket")
    with pytest.raises(Refusal, match="nobody_else_takes_it"):
        transfer(three, at(three), "other_window")
    assert rows("SELECT * FROM queue_ticket") == before
    transfer(three, at(three), "second_business")
