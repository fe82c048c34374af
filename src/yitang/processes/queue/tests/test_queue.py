"""A morning at the hall: numbers, calls, and what must not happen."""

import re
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows, set_clock, transaction
from yitang.platform.database.tests.races import Meeting, together, until_others_wait
from yitang.platform.identity.public import NotYours, PostMayNot, anonymous
from yitang.platform.identity.sessions import begin
from yitang.processes.queue import operations, snapshot, window_acts
from yitang.processes.queue.public import (
    AlreadyHasTicket,
    EvidenceNeeded,
    HallClosed,
    NobodyWaits,
    TicketMovedOn,
    TooManyRecalls,
    WindowBusy,
    WindowIdle,
    WindowPaused,
    at_window,
    call_next,
    close_yesterday,
    finish,
    give_up,
    hall_board,
    issue_ticket,
    leave,
    no_show,
    open_window,
    own_tickets,
    pause_window,
    recall,
    start_serving,
    ticket,
    ticket_by_reference,
    transfer,
)
from yitang.registers.catalogue.public import NotYetHere

RENEW = ("DRV-RENEW",)


def kiosk(city: dict[str, Any]) -> Viewer:
    return Viewer(post="kiosk", device_id=uuid4(), device_kind="kiosk", hall_id=city["hall"], office_id=city["office"], trace_id=None)


def clerk(city: dict[str, Any], number: int) -> Viewer:
    """A clerk at a window, whose session has just proved its second factor; its row names no window, so that a test may ask for him twice."""
    window = row("SELECT id FROM offices_window WHERE hall_id = %s AND number = %s", [city["hall"], number])
    account = row("SELECT a.id, a.person_id FROM identity_account a WHERE login = %s", [f"c{number:02d}"])
    assert window
    assert account
    _, session = begin("two_factor", account["id"], None, None, city["hall"])
    return Viewer(account["id"], account["person_id"], "clerk", city["office"], city["hall"], window["id"], session_id=session, level="two_factor")


def guide(city: dict[str, Any]) -> Viewer:
    return Viewer(uuid4(), uuid4(), "guide", city["office"], city["hall"], level="two_factor")


def at(who: Viewer) -> UUID:
    assert who.window_id
    return who.window_id


def test_numbers_are_given_in_order_and_the_slip_opens_the_ticket(city: dict[str, Any]) -> None:
    first, second = (issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk") for _ in range(2))
    assert (first.label, second.label, second.ahead) == ("A001", "A002", 1)
    assert first.unsure, "nothing is measured yet, so no time is promised"
    assert ticket_by_reference(Viewer(), second.reference).label == "A002"
    with pytest.raises(NotYours):
        ticket_by_reference(Viewer(), "A002")
    assert row("SELECT count(*) AS n FROM queue_ticket WHERE encode(reference_digest, 'escape') LIKE '%%' || %s || '%%'", [first.reference]) == {"n": 0}


def test_a_day_at_window_3(city: dict[str, Any]) -> None:
    li = clerk(city, 3)
    open_window(li, at(li))
    with pytest.raises(NobodyWaits):
        call_next(li, at(li))
    with pytest.raises(WindowIdle):
        finish(li, at(li))
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    call_next(li, at(li))
    with pytest.raises(WindowBusy):
        call_next(li, at(li))
    recall(li, at(li))
    recall(li, at(li))
    with pytest.raises(TooManyRecalls):
        recall(li, at(li))
    start_serving(li, at(li))
    with pytest.raises(TicketMovedOn):
        no_show(li, at(li))
    with pytest.raises(WindowBusy):
        pause_window(li, at(li))
    finish(li, at(li))
    pause_window(li, at(li))
    with pytest.raises(WindowPaused):
        call_next(li, at(li))
    open_window(li, at(li))
    call_next(li, at(li))
    no_show(li, at(li))
    desk = at_window(li, at(li))
    assert (desk.waiting, desk.served_today, desk.current, desk.window_number) == (0, 1, None, 3)
    assert [r["state"] for r in rows("SELECT state FROM queue_ticket ORDER BY number")] == ["done", "passed"]
    board = hall_board(kiosk(city), city["hall"])
    assert [(c.label, c.window_number, c.again) for c in board.calls] == [("A002", 3, False), ("A001", 3, True)]


def test_periods_of_a_window_are_contiguous(city: dict[str, Any]) -> None:
    test_a_day_at_window_3(city)
    found = rows("SELECT from_at, to_at, kind FROM queue_period ORDER BY from_at")
    assert [p["kind"] for p in found] == ["idle", "serving", "idle", "paused", "idle", "serving", "idle"]
    assert all(one["to_at"] == following["from_at"] for one, following in pairwise(found))
    assert [p["to_at"] is None for p in found] == [False] * 6 + [True]


def test_each_call_keeps_why(city: dict[str, Any]) -> None:
    li = clerk(city, 3)
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    green = issue_ticket(guide(city), city["hall"], RENEW, "window", "green", "soldier")
    assert green.label == "F001"
    call_next(li, at(li))
    call = row("SELECT rule_version, jsonb_array_length(candidates) AS many, candidates -> 0 ->> 1 AS first FROM queue_call")
    assert call == {"rule_version": 1, "many": 2, "first": "F001"}


def test_green_needs_evidence_and_is_never_taken_from_a_phone(city: dict[str, Any]) -> None:
    _, phone = anonymous()
    with pytest.raises(PostMayNot):
        issue_ticket(phone, city["hall"], RENEW, "phone", "green", "soldier")
    with pytest.raises(EvidenceNeeded):
        issue_ticket(guide(city), city["hall"], RENEW, "window", "green", "friend")
    with pytest.raises(Exception, match="green_has_evidence"):
        execute("UPDATE queue_ticket SET klass = 'green', evidence = '' WHERE id = %s", [issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk").id])


def test_a_phone_holds_one_live_number_for_a_business(city: dict[str, Any]) -> None:
    _, phone = anonymous()
    mine = issue_ticket(phone, city["hall"], RENEW, "phone")
    with pytest.raises(AlreadyHasTicket):
        issue_ticket(phone, city["hall"], RENEW, "phone")
    assert ticket(phone, mine.id).label == mine.label
    _, other = anonymous()
    with pytest.raises(NotYours):
        ticket(other, mine.id)
    with pytest.raises(NotYours):
        give_up(other, mine.id)
    give_up(phone, mine.id)
    again = issue_ticket(phone, city["hall"], RENEW, "phone")
    assert again.visit_id == mine.visit_id, "a second number of the day joins the visit and keeps its trace"
    assert [t.state for t in own_tickets(phone)] == ["waiting", "left"]


def test_a_window_hears_that_whom_it_called_gave_up(city: dict[str, Any]) -> None:
    _, phone = anonymous()
    mine, li = issue_ticket(phone, city["hall"], RENEW, "phone"), clerk(city, 3)
    call_next(li, at(li))
    give_up(phone, mine.id)
    told = rows("SELECT payload FROM live_outbox WHERE topic = %s ORDER BY id", [f"window:{at(li)}"])
    assert "left" in str(told[-1]["payload"])
    assert at_window(li, at(li)).current is None
    assert [p["kind"] for p in rows("SELECT kind FROM queue_period ORDER BY from_at")] == ["serving", "idle"]


def test_a_business_named_twice_is_one_and_gives_no_second_number(city: dict[str, Any]) -> None:
    _, phone = anonymous()
    issue_ticket(phone, city["hall"], RENEW, "phone")
    with pytest.raises(AlreadyHasTicket):
        issue_ticket(phone, city["hall"], RENEW * 2, "phone")
    assert issue_ticket(kiosk(city), city["hall"], RENEW * 3, "kiosk").businesses == RENEW


def test_what_is_not_offered_and_a_closed_hall_are_refused_before_a_number(city: dict[str, Any]) -> None:
    with pytest.raises(NotYetHere):
        issue_ticket(kiosk(city), city["hall"], ("VEH-REG",), "kiosk")
    set_clock(datetime(2026, 11, 28, 19, 0, tzinfo=UTC), 1.0)
    with pytest.raises(HallClosed) as refusal:
        issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    assert "今天不办公" in refusal.value.zh_text
    assert refusal.value.cure_zh_text == "下次办公：11月30日 08:30"
    assert rows("SELECT 1 FROM queue_ticket") == []


def test_a_transfer_needs_a_reason_and_loses_no_waited_time(city: dict[str, Any]) -> None:
    three, five = clerk(city, 3), clerk(city, 5)
    first = issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    call_next(three, at(three))
    with pytest.raises(Refusal, match="reason_for_transfer"):
        transfer(three, at(three), "because")
    transfer(three, at(three), "other_window", at(five))
    assert call_next(three, at(three)) != first.id
    assert call_next(five, at(five)) == first.id
    start_serving(five, at(five))
    leave(five, at(five))
    assert ticket(three, first.id).state == "left"


def test_a_service_after_a_transfer_is_measured_from_its_own_beginning(city: dict[str, Any]) -> None:
    three, five = clerk(city, 3), clerk(city, 5)
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    call_next(three, at(three))
    start_serving(three, at(three))
    set_clock(clock.now() + timedelta(minutes=20), 1.0)
    transfer(three, at(three), "other_window", at(five))
    call_next(five, at(five))
    current = at_window(five, at(five)).current
    assert current
    assert current.served_at is None, "called, and not yet served here"
    set_clock(clock.now() + timedelta(minutes=2), 1.0)
    finish(five, at(five))
    measured = row("SELECT seconds FROM queue_service_time")
    assert measured
    assert 120 <= measured["seconds"] < 180, "the twenty minutes at the other window are not among them"


def test_a_clerk_works_only_at_the_window_he_is_signed_in_at(city: dict[str, Any]) -> None:
    three, five = clerk(city, 3), clerk(city, 5)
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    with pytest.raises(NotYours):
        call_next(three, at(five))
    elsewhere = Viewer(three.account_id, three.person_id, "clerk", uuid4(), uuid4(), three.window_id, level="two_factor")
    with pytest.raises(Refusal):
        call_next(elsewhere, at(three))
    assert rows("SELECT 1 FROM queue_call") == []


def test_the_night_ends_the_numbers_of_the_day_and_the_next_day_begins_at_one(city: dict[str, Any]) -> None:
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    set_clock(datetime(2026, 11, 25, 1, 0, tzinfo=UTC), 1.0)
    assert close_yesterday(clock.now()) == 1
    assert issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk").label == "A001"


def test_the_night_closes_each_window_that_nobody_closed_whenever_it_was_opened(city: dict[str, Any]) -> None:
    li, wang = clerk(city, 3), clerk(city, 5)
    open_window(li, at(li))
    set_clock(datetime(2026, 11, 24, 8, 50, tzinfo=UTC), 1.0)
    open_window(wang, at(wang))
    set_clock(datetime(2026, 11, 24, 16, 0, 30, tzinfo=UTC), 1.0)
    assert close_yesterday(clock.now()) == 0, "no number is left over"
    assert rows("SELECT 1 FROM queue_period WHERE to_at IS NULL") == []
    open_window(wang, at(wang))
    assert close_yesterday(clock.now()) == 0
    assert row("SELECT count(*) AS n FROM queue_period WHERE to_at IS NULL") == {"n": 1}, "who opened after midnight stays open"
    assert row("SELECT count(*) AS n FROM audit_row WHERE act = 'queue.night'") == {"n": 1}, "the night comes once"


def test_numbers_have_no_twin_and_without_the_guard_they_have(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    labels = together(8, lambda _: [issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk").label for _ in range(5)])
    flat = [one for many in labels for one in many]
    assert sorted(flat) == [f"A{n:03d}" for n in range(1, 41)]
    # The same code with the guard taken away: the number is read, then written, as somebody would who does not think of the other kiosk.
    unguarded = operations.NEW_TICKET.replace(
        "INSERT INTO queue_counter AS c (hall_id, day, letter, last) VALUES (%(hall)s, %(day)s, %(letter)s, 1)\n"
        "    ON CONFLICT (hall_id, day, letter) DO UPDATE SET last = c.last + 1 RETURNING last",
        "SELECT count(*)::int + 1 AS last FROM queue_ticket, pg_advisory_xact_lock_shared(1) WHERE day = %(day)s",
    )
    assert unguarded != operations.NEW_TICKET
    monkeypatch.setattr(operations, "NEW_TICKET", unguarded)

    def at_once(n: int) -> str:
        if n < 8:
            return issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk").label
        with transaction():  # nobody writes before all have read
            execute("SELECT pg_advisory_xact_lock(1)")
            locked.set()
            until_others_wait(8)
        return "all have read"

    locked = threading.Event()
    outcome = Counter(together(9, lambda n: at_once(n) if n == 8 or locked.wait(20) else ""))
    assert outcome["IntegrityError"] == 7, "the constraint refuses what the missing guard lets through"


def test_nobody_is_called_by_two_windows_and_without_the_guard_everybody_calls_the_first(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    clerks = [clerk(city, n) for n in range(1, 9)]
    for _ in range(8):
        issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    lost: list[bool] = []
    claim, choice = window_acts._claim, window_acts._choice

    def counted(*said: Any) -> Any:
        found = claim(*said)
        lost.append(found is None)
        return found

    monkeypatch.setattr(window_acts, "_claim", counted)
    monkeypatch.setattr(window_acts, "_choice", Meeting(8).after(choice))
    called = together(8, lambda n: call_next(clerks[n], at(clerks[n])))
    assert len(set(called)) == 8, called
    assert lost == [False] * 8, "all had the same eight in mind, and nobody claims in vain"
    assert sorted(r["label"] for r in rows("SELECT candidates -> 0 ->> 1 AS label FROM queue_call")) == [f"A{n:03d}" for n in range(1, 9)]
    for one in clerks:
        finish(one, at(one))
    for _ in range(8):
        issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    # The same code with the guard taken away: who was read as waiting is claimed.
    unguarded = re.sub(r"t\.state = 'waiting'|q\.state = 'waiting'", "true", window_acts.CLAIM).replace("FOR NO KEY UPDATE OF t{passing}", "{passing}")
    monkeypatch.setattr(window_acts, "CLAIM", unguarded)
    monkeypatch.setattr(window_acts, "PASSING", "")
    monkeypatch.setattr(window_acts, "_choice", Meeting(8).after(choice))
    called = together(8, lambda n: call_next(clerks[n], at(clerks[n])))
    assert len(set(called)) < 8, "several windows called the same person: the race is real"


def test_who_is_being_called_is_waited_for_by_the_last_who_would_call_nobody(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two windows and one who waits, the second learns what became of the first's call: it failed, so the person is his."""
    three, five = clerk(city, 3), clerk(city, 5)
    only = issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    tell = window_acts._tell_call

    def fails_when_the_other_waits(this: Any, ticket: Any, window_id: UUID, *more: Any) -> None:
        if window_id == at(three):
            claimed.set()
            until_others_wait(1)
            raise NobodyWaits
        tell(this, ticket, window_id, *more)

    claimed = threading.Event()
    monkeypatch.setattr(window_acts, "_tell_call", fails_when_the_other_waits)
    outcome = together(2, lambda n: call_next(three, at(three)) if n == 0 else claimed.wait(20) and call_next(five, at(five)))
    assert outcome == ["nobody_waits", only.id]


def test_a_clerk_who_presses_twice_at_once_calls_one(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    li = clerk(city, 3)
    open_window(li, at(li))
    for _ in range(3):
        issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    called = together(4, lambda _: call_next(li, at(li)))
    assert sorted(str(one) for one in called if not isinstance(one, UUID)) == ["window_busy"] * 3
    finish(li, at(li))
    # Without the window's lock each claims somebody else; the constraint refuses all but one.
    monkeypatch.setattr(snapshot, "lock_number", lambda *_: threading.get_ident())
    monkeypatch.setattr(window_acts, "_choice", Meeting(2).after(window_acts._choice))
    claim = window_acts._claim

    def claimed_while_the_other_claims(*said: Any) -> Any:
        found = claim(*said)
        until_others_wait(1)
        return found

    monkeypatch.setattr(window_acts, "_claim", claimed_while_the_other_claims)
    called = together(2, lambda _: call_next(li, at(li)))
    assert [one for one in called if not isinstance(one, UUID)] == ["IntegrityError"], "the race is real"


def test_a_call_keeps_the_candidates_from_the_chosen_one_on(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    three, five = clerk(city, 3), clerk(city, 5)
    for _ in range(3):
        issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    stale = window_acts._choice(at(five), city["hall"], clock.now())
    call_next(three, at(three))
    monkeypatch.setattr(window_acts, "_choice", lambda *_: stale)
    call_next(five, at(five))
    kept = rows("SELECT candidates -> 0 ->> 1 AS first, jsonb_array_length(candidates) AS many FROM queue_call ORDER BY at")
    assert kept == [{"first": "A001", "many": 3}, {"first": "A002", "many": 2}], "what was taken in between is not a candidate"


def test_a_promise_is_made_from_measured_times(city: dict[str, Any]) -> None:
    li = clerk(city, 3)
    open_window(li, at(li))
    for _ in range(3):
        issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    for minutes in (4, 6):
        call_next(li, at(li))
        start_serving(li, at(li))

        set_clock(clock.now() + timedelta(minutes=minutes), 1.0)
        finish(li, at(li))
        snapshot.forget()
    waits = issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    assert (waits.ahead, waits.unsure) == (1, False)
    assert 239 <= waits.low_s <= waits.high_s <= 361
