"""The chief's floor: who has waited too long, what each window does, how long it took, what one more window would do."""

from datetime import timedelta
from typing import Any

import pytest

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, set_clock
from yitang.platform.identity.public import NotYours, PostMayNot
from yitang.processes.queue.public import (
    at_window,
    call_next,
    figures,
    finish,
    hall_board,
    issue_ticket,
    one_more_window,
    open_window,
    pause_window,
    rows_behind,
    start_serving,
    transfer,
    waits_of_day,
    windows_now,
)
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk, guide, kiosk


def chief(city: dict[str, Any]) -> Viewer:
    return Viewer(post="chief", office_id=city["office"], level="two_factor")


def came(label: str, minutes: int) -> None:
    """One who waits has waited for so long."""
    since = clock.now() - timedelta(minutes=minutes)
    execute("UPDATE queue_ticket SET issued_at = %s, ready_at = %s WHERE letter = %s AND number = %s", [since, since, label[0], int(label[1:])])


def test_who_waited_longer_than_the_limit_is_counted_and_shown(city: dict[str, Any]) -> None:
    for minutes in (31, 20, 5):
        came(issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk").label, minutes)
    on = clock.today()
    found = figures(chief(city), city["hall"], on)
    assert (found.waiting, found.overdue) == (3, 2)
    assert [r.label for r in rows_behind(chief(city), city["hall"], on, "overdue")] == ["A001", "A002"]
    assert [r.state_zh for r in rows_behind(chief(city), city["hall"], on, "waiting")] == ["等候"] * 3
    board = hall_board(guide(city), city["hall"])
    assert (board.overdue, int(board.longest_s // 60)) == (2, 31)


def test_who_was_called_before_and_waits_again_is_shown_as_waiting_still(city: dict[str, Any]) -> None:
    li = clerk(city, 3)
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    came("A001", 25)
    call_next(li, at(li))
    transfer(li, at(li), "other_window")
    set_clock(clock.now() + timedelta(minutes=10), 1.0)
    (found,) = rows_behind(chief(city), city["hall"], clock.today(), "overdue")
    assert int(found.waited_s // 60) == 35
    assert figures(chief(city), city["hall"], clock.today()).longest_s >= found.waited_s


def test_each_window_says_what_it_does(city: dict[str, Any]) -> None:
    one, two, three = clerk(city, 1), clerk(city, 2), clerk(city, 3)
    for who in (one, two, three):
        open_window(who, at(who))
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    call_next(two, at(two))
    pause_window(three, at(three))
    found = windows_now(chief(city), city["hall"])
    assert [(w.number, w.state, w.label) for w in found[:4]] == [(1, "idle", ""), (2, "called", "A001"), (3, "paused", ""), (4, "closed", "")]
    start_serving(two, at(two))
    finish(two, at(two))
    second = windows_now(chief(city), city["hall"])[1]
    assert (second.state_zh, second.served, second.account_id) == ("空闲", 1, two.account_id)


def test_a_window_that_was_left_is_told_as_locked(city: dict[str, Any]) -> None:
    li = clerk(city, 3)
    open_window(li, at(li))
    execute("UPDATE identity_session SET window_id = %s WHERE id = %s", [at(li), li.session_id])
    assert not any(w.locked for w in windows_now(chief(city), city["hall"]))
    execute("UPDATE identity_session SET seen_at = seen_at - interval '301 seconds'")
    assert [(w.number, w.state) for w in windows_now(chief(city), city["hall"]) if w.locked] == [(3, "idle")]


def test_a_wait_ends_with_the_first_call(city: dict[str, Any]) -> None:
    li, wang = clerk(city, 3), clerk(city, 5)
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    came("A001", 10)
    call_next(li, at(li))
    transfer(li, at(li), "other_window")
    set_clock(clock.now() + timedelta(minutes=40), 1.0)
    call_next(wang, at(wang))
    finish(wang, at(wang))
    assert round((figures(chief(city), city["hall"], clock.today()).mean_wait_s or 0) / 60) == 10
    (slot,) = waits_of_day(chief(city), city["hall"], clock.today())
    assert (slot.called, round(slot.longest_s / 60)) == (1, 10)
    (found,) = rows_behind(chief(city), city["hall"], clock.today(), "served")
    assert round(found.waited_s / 60) == 10


def test_a_number_that_was_called_without_a_row_of_its_call_counts_from_when_it_was_called(city: dict[str, Any]) -> None:
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    came("A001", 20)
    execute("UPDATE queue_ticket SET state = 'done', called_at = issued_at + interval '7 minutes', closed_at = issued_at + interval '9 minutes'")
    (slot,) = waits_of_day(chief(city), city["hall"], clock.today())
    assert (slot.called, round(slot.mean_s / 60)) == (1, 7)


def test_waits_are_kept_by_half_hours_with_what_was_promised(city: dict[str, Any]) -> None:
    assert waits_of_day(chief(city), city["hall"], clock.today()) == []
    li = clerk(city, 3)
    open_window(li, at(li))
    for minutes in (10, 30):
        came(issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk").label, minutes)
    for _ in range(2):
        call_next(li, at(li))
        finish(li, at(li))
    execute("UPDATE queue_ticket SET estimate_low_s = 300, estimate_high_s = 900")
    (slot,) = waits_of_day(chief(city), city["hall"], clock.today())
    assert (slot.called, round(slot.mean_s / 60), round(slot.longest_s / 60)) == (2, 20, 30)
    assert (slot.promised_low_s, slot.promised_high_s) == (300, 900)
    assert clock.local(slot.at).strftime("%H:%M") == "10:00"


def test_one_more_window_is_advised_only_when_it_would_help(city: dict[str, Any]) -> None:
    li = clerk(city, 3)
    open_window(li, at(li))
    for seconds in (290, 300, 310) * 10:
        execute(
            "INSERT INTO queue_service_time (hall_id, business, day, seconds, window_id) VALUES (%s, %s, %s, %s, %s)",
            [city["hall"], RENEW[0], clock.today(), seconds, at(li)],
        )
    assert one_more_window(chief(city), city["hall"]) is None, "nobody waits"
    for _ in range(6):
        issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    advice = one_more_window(chief(city), city["hall"])
    assert advice is not None
    assert (advice.waiting, advice.open, advice.free[:3]) == (6, 1, (1, 2, 4))
    assert round(advice.now.high_s / 60) == 30
    assert round(advice.then.high_s / 60) == 15


def test_the_line_stands_in_the_order_in_which_the_window_would_call(city: dict[str, Any]) -> None:
    li = clerk(city, 3)
    open_window(li, at(li))
    for _ in range(9):
        issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    came("A001", 4)
    green = issue_ticket(guide(city), city["hall"], RENEW, "window", "green", "soldier")
    came(green.label, 3)
    said = [n.label for n in at_window(li, at(li)).next]
    assert said[:3] == ["F001", "A001", "A002"]
    assert len(said) == 7
    for label in said[:3]:
        call_next(li, at(li))
        current = at_window(li, at(li)).current
        assert current is not None
        assert current.label == label
        finish(li, at(li))


def test_a_desk_says_since_when_it_is_closed_open_or_paused(city: dict[str, Any]) -> None:
    li = clerk(city, 3)
    before = at_window(li, at(li))
    assert (before.closed, before.paused, before.since) == (True, True, None)
    open_window(li, at(li))
    opened = at_window(li, at(li))
    assert (opened.closed, opened.paused) == (False, False)
    assert opened.since is not None
    pause_window(li, at(li))
    assert (at_window(li, at(li)).closed, at_window(li, at(li)).paused) == (False, True)


def test_the_floor_is_the_chiefs_of_the_own_office(city: dict[str, Any]) -> None:
    for read in (windows_now, one_more_window):
        with pytest.raises(PostMayNot):
            read(clerk(city, 3), city["hall"])
        with pytest.raises(NotYours):
            read(Viewer(post="chief", office_id=city["hall"], level="two_factor"), city["hall"])
