"""A closed hall, two numbers of one person, a printer that is gone, a clock that jumps, midnight."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.trials.people import paired, phone
from yitang.kernel import clock
from yitang.platform.database.public import new_id, row, rows, set_clock
from yitang.platform.policy.public import forget
from yitang.processes.queue import snapshot
from yitang.processes.queue.public import (
    AlreadyHasTicket,
    HallClosed,
    ReturnTooLate,
    at_window,
    call_next,
    close_yesterday,
    come_back,
    finish,
    issue_ticket,
    no_show,
    open_window,
    own_tickets,
    start_serving,
    ticket,
)
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk, guide, kiosk


def test_a_closed_hall_says_when_it_opens_on_every_way_in(city: dict[str, Any]) -> None:
    set_clock(datetime(2026, 11, 24, 19, 0, tzinfo=UTC), 1.0)
    snapshot.forget()
    for sender, path, fields in (
        (phone(), "/b/DRV-RENEW/ticket", {"hall": str(city["hall"])}), (paired(city, "kiosk"), "/kiosk/take/DRV-RENEW", {}),
    ):  # fmt: skip
        answer = sender.form(path, fields)
        assert answer.status_code == 409
        assert "下次办公" in answer.content.decode()
        assert "Next open" in answer.content.decode()
    with pytest.raises(HallClosed):
        issue_ticket(guide(city), city["hall"], RENEW, "window", "green", "soldier")
    assert rows("SELECT 1 FROM queue_ticket") == rows("SELECT 1 FROM queue_counter") == []


def test_one_person_holds_one_live_number_for_a_business_whatever_the_way(city: dict[str, Any]) -> None:
    person = new_id()
    first = issue_ticket(guide(city), city["hall"], RENEW, "window", person_id=person)
    for viewer, channel in ((kiosk(city), "kiosk"), (guide(city), "window")):
        with pytest.raises(AlreadyHasTicket):
            issue_ticket(viewer, city["hall"], RENEW, channel, person_id=person)
    li = clerk(city, 3)
    assert call_next(li, at(li)) == first.id
    with pytest.raises(AlreadyHasTicket):
        issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk", person_id=person)
    finish(li, at(li))
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk", person_id=person)
    assert row("SELECT count(*) AS n FROM queue_ticket") == {"n": 2}


def test_a_printer_that_is_gone_is_said_and_the_number_holds(city: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "printer"
    blocked.write_text("a file where a folder should be", encoding="utf-8")
    monkeypatch.setattr(settings, "YITANG_PRINTER", blocked / "slips", raising=False)
    answer = paired(city, "kiosk").form("/kiosk/take/DRV-RENEW", {})
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "打印机没有反应" in said
    assert "号照样有效" in said
    assert "A001" in said
    assert row("SELECT state FROM queue_ticket") == {"state": "waiting"}
    monkeypatch.setattr(settings, "YITANG_PRINTER", tmp_path / "slips", raising=False)
    assert "请取走小票" in paired(city, "kiosk").form("/kiosk/take/DRV-RENEW", {}).content.decode()


def jump(by: timedelta) -> None:
    set_clock(clock.now() + by, 1.0)
    snapshot.forget()
    forget()


@pytest.mark.parametrize("minutes", [-60, -3, 60])
def test_a_clock_that_jumps_breaks_no_page_and_no_order(city: dict[str, Any], minutes: int) -> None:
    """The shared clock is set by an hour, forward and back, in the middle of a service (X16)."""
    li = clerk(city, 3)
    open_window(li, at(li))
    sender = phone()
    assert sender.form("/b/DRV-RENEW/ticket", {"hall": str(city["hall"])}).status_code == 303
    first, second = row("SELECT id FROM queue_ticket"), issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    assert first
    call_next(li, at(li))
    start_serving(li, at(li))
    jump(timedelta(minutes=minutes))
    assert sender.get("/").status_code == sender.get(f"/t/{first['id']}").status_code == 200
    desk = at_window(li, at(li))
    assert desk.longest_s >= 0
    third = issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    assert third.label == "A003", "no number twice"
    assert 0 <= third.low_s <= third.high_s
    finish(li, at(li))
    assert [r["seconds"] >= 0 for r in rows("SELECT seconds FROM queue_service_time")] == [True], "no service was shorter than nothing"
    called = {call_next(li, at(li))}
    no_show(li, at(li))
    come_back(li, next(iter(called)))
    assert {r["state"] for r in rows("SELECT state FROM queue_ticket")} == {"done", "waiting"}
    assert second.id != third.id


def test_back_to_yesterday_gives_no_number_twice(city: dict[str, Any]) -> None:
    first = issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    jump(timedelta(days=1))
    assert issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk").label == "A001"
    jump(-timedelta(days=1))
    again = issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    assert (first.label, again.label) == ("A001", "A002")


def test_midnight_ends_the_day_for_everybody(city: dict[str, Any]) -> None:
    """Numbers begin anew, yesterday's are over in each state, a phone may take a new one, windows do not hang on to anybody."""
    sender = phone()
    sender.form("/b/DRV-RENEW/ticket", {"hall": str(city["hall"])})
    mine = row("SELECT id, session_id FROM queue_ticket")
    assert mine
    li, wang = clerk(city, 3), clerk(city, 5)
    call_next(li, at(li))
    no_show(li, at(li))
    for who in (li, wang):
        issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
        call_next(who, at(who))
    start_serving(wang, at(wang))
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    set_clock(datetime(2026, 11, 24, 16, 0, 1, tzinfo=UTC), 1.0)
    snapshot.forget()
    assert clock.local(clock.now()).hour == 0
    with pytest.raises(HallClosed):
        issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    with pytest.raises(ReturnTooLate):
        come_back(li, mine["id"])
    assert close_yesterday(clock.now()) == 4
    assert close_yesterday(clock.now()) == 0, "the night comes once"
    assert rows("SELECT 1 FROM queue_period WHERE to_at IS NULL AND kind = 'serving'") == [], "no window still serves somebody of yesterday"
    set_clock(datetime(2026, 11, 25, 1, 0, tzinfo=UTC), 1.0)
    snapshot.forget()
    assert sender.form("/b/DRV-RENEW/ticket", {"hall": str(city["hall"])}).status_code == 303
    assert issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk").label == "A002"
    assert [r["number"] for r in rows("SELECT number FROM queue_ticket WHERE day = '2026-11-25' ORDER BY number")] == [1, 2]
    assert at_window(wang, at(wang)).current is None
    assert ticket(wang, mine["id"]).state == "left"
    call_next(li, at(li))


def test_yesterdays_number_that_no_night_closed_blocks_nobody(city: dict[str, Any]) -> None:
    """The office was switched off over night: nothing closed yesterday, and the day begins all the same."""
    sender = phone()
    sender.form("/b/DRV-RENEW/ticket", {"hall": str(city["hall"])})
    set_clock(datetime(2026, 11, 25, 1, 0, tzinfo=UTC), 1.0)
    snapshot.forget()
    answer = sender.form("/b/DRV-RENEW/ticket", {"hall": str(city["hall"])})
    assert answer.status_code == 303, answer.content.decode()[-600:]
    assert len(own_tickets_of(city)) == 1


def own_tickets_of(city: dict[str, Any]) -> list[Any]:
    """The numbers of today of the one phone of this test."""
    from yitang.kernel.viewer import Viewer

    found = row("SELECT session_id FROM queue_ticket WHERE session_id IS NOT NULL LIMIT 1")
    assert found
    return own_tickets(Viewer(post="citizen", session_id=found["session_id"], level="anonymous"))
