"""Coming back after a missed call: who may, how long, where in the line."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows, set_clock
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity.public import NotYours, PostMayNot, anonymous
from yitang.platform.policy.public import forget
from yitang.processes.queue import return_acts
from yitang.processes.queue.domain import counts_again_from
from yitang.processes.queue.public import (
    AlreadyHasTicket,
    ReturnedAlready,
    ReturnTooLate,
    TicketMovedOn,
    at_window,
    call_next,
    come_back,
    issue_ticket,
    no_show,
    recall,
    start_serving,
    ticket,
    ticket_by_reference,
)
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk, guide, kiosk

NINE = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def later(minutes: float) -> None:
    set_clock(clock.now() + timedelta(minutes=minutes), 1.0)


def missed(city: dict[str, Any], viewer: Viewer | None = None) -> tuple[Viewer, Any]:
    """Clerk c03 has called a number, and nobody came."""
    found = issue_ticket(viewer or kiosk(city), city["hall"], RENEW, "phone" if viewer else "kiosk")
    li = clerk(city, 3)
    call_next(li, at(li))
    no_show(li, at(li))
    return li, found


def test_a_missed_number_comes_back_once_and_is_told(city: dict[str, Any]) -> None:
    _, phone = anonymous()
    li, mine = missed(city, phone)
    assert ticket(phone, mine.id).back_until
    assert [m.label for m in at_window(li, at(li)).missed] == ["A001"]
    come_back(phone, mine.id)
    assert ticket(phone, mine.id).state == "waiting"
    assert at_window(li, at(li)).missed == ()
    told = {r["topic"].partition(":")[0] for r in rows("SELECT topic FROM live_outbox WHERE kind = 'returned'")}
    assert told == {"hall", "ticket"}
    with pytest.raises(TicketMovedOn):
        come_back(phone, mine.id)
    assert call_next(li, at(li)) == mine.id
    recall(li, at(li))
    recall(li, at(li))
    no_show(li, at(li))
    assert ticket(phone, mine.id).back_until is None
    with pytest.raises(ReturnedAlready):
        come_back(phone, mine.id)
    issue_ticket(phone, city["hall"], RENEW, "phone")


def test_policy_says_how_often_and_how_long(city: dict[str, Any]) -> None:
    li, mine = missed(city)
    later(31)
    with pytest.raises(ReturnTooLate) as refusal:
        come_back(li, mine.id)
    assert "30 分钟" in refusal.value.zh_text
    assert at_window(li, at(li)).missed == ()
    execute("UPDATE policy_value SET value = '3600'::jsonb WHERE name = 'queue.return_within_s'")
    execute("UPDATE policy_value SET value = '2'::jsonb WHERE name = 'queue.return_most'")
    forget()
    for _ in range(2):
        come_back(li, mine.id)
        call_next(li, at(li))
        no_show(li, at(li))
    with pytest.raises(ReturnedAlready):
        come_back(li, mine.id)
    forget()


def test_who_may_bring_back(city: dict[str, Any]) -> None:
    _, phone = anonymous()
    _, other = anonymous()
    for who in (phone, kiosk(city), guide(city), clerk(city, 5)):
        _, mine = missed(city, phone)
        with pytest.raises(NotYours):
            come_back(other, mine.id)
        far = Viewer(uuid4(), uuid4(), "guide", uuid4(), uuid4(), level="two_factor")
        with pytest.raises(NotYours):
            come_back(far, mine.id)
        with pytest.raises(PostMayNot):
            come_back(Viewer(uuid4(), uuid4(), "chief", city["office"], city["hall"], level="two_factor"), mine.id)
        come_back(who, mine.id)
        li = clerk(city, 3)
        assert call_next(li, at(li)) == mine.id
        start_serving(li, at(li))
        with pytest.raises(TicketMovedOn):
            come_back(phone, mine.id)
        from yitang.processes.queue.public import finish

        finish(li, at(li))
    with pytest.raises(NotYours):
        come_back(phone, uuid4())


def test_one_who_took_another_number_meanwhile_keeps_that_one(city: dict[str, Any]) -> None:
    _, phone = anonymous()
    _, first = missed(city, phone)
    issue_ticket(phone, city["hall"], RENEW, "phone")
    with pytest.raises(AlreadyHasTicket):
        come_back(phone, first.id)
    assert ticket(phone, first.id).state == "passed"


def test_the_place_is_fair(city: dict[str, Any]) -> None:
    """A waited 10 minutes and was away 15; B came a minute before A was called, C five minutes after."""
    set_clock(NINE, 1.0)
    a = issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    later(9)
    b = issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    later(1)
    li = clerk(city, 3)
    assert call_next(li, at(li)) == a.id
    no_show(li, at(li))
    later(5)
    c = issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    later(3)
    come_back(li, a.id)
    assert [ticket_by_reference(Viewer(), t.reference).ahead for t in (a, b, c)] == [0, 1, 2], "10 minutes of A are more than 9 of B"
    call_next(li, at(li))
    no_show(li, at(li))
    execute("UPDATE policy_value SET value = '2'::jsonb WHERE name = 'queue.return_most'")
    execute("UPDATE policy_value SET value = '0.5'::jsonb WHERE name = 'queue.return_place'")
    forget()
    come_back(li, a.id)
    assert [ticket_by_reference(Viewer(), t.reference).ahead for t in (a, b, c)] == [1, 0, 2], "half of it is less than B waited, more than C"
    forget()


@given(st.integers(0, 10**5), st.integers(0, 10**5), st.floats(0, 1))
def test_credit_is_the_share_of_what_was_waited_and_never_the_absence(waited: int, absent: int, kept: float) -> None:
    called, back = NINE + timedelta(seconds=waited), NINE + timedelta(seconds=waited + absent)
    credit = (back - counts_again_from(NINE, called, back, kept)).total_seconds()
    assert 0 <= credit <= waited + 1e-3
    assert abs(credit - waited * kept) < 1e-3


def test_phone_and_clerk_at_once_are_one_return_and_without_the_guard_two(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    _, phone = anonymous()
    li, mine = missed(city, phone)

    def both(n: int) -> None:
        come_back(phone if n else li, mine.id)

    def returned() -> int:
        found = row("SELECT returned FROM queue_ticket WHERE id = %s", [mine.id])
        return int(found["returned"]) if found else -1

    def careless(ticket: dict[str, Any], what: str, sets: str, values: list[Any]) -> None:
        execute(f"UPDATE queue_ticket SET state = 'waiting', {sets} WHERE id = %s", [*values, ticket["id"]])

    guarded: str = return_acts.LOCKED_TICKET
    unlocked = guarded.replace(" FOR UPDATE", "")
    assert unlocked != guarded

    def both_have_read() -> None:
        """Both read the ticket before either writes."""
        monkeypatch.setattr(return_acts, "row", Meeting(2).after(row, lambda sql, *_: sql == unlocked))

    monkeypatch.setattr(return_acts, "LOCKED_TICKET", unlocked)
    both_have_read()
    with monkeypatch.context() as off:
        off.setattr(return_acts, "move", careless)
        together(2, both)
        assert returned() == 2, "without lock and condition the number comes back twice"
    execute("UPDATE queue_ticket SET state = 'passed', closed_at = issued_at, returned = 0 WHERE id = %s", [mine.id])
    both_have_read()
    assert sorted(map(str, together(2, both))) == ["None", "ticket_moved_on"], "the condition alone holds"
    execute("UPDATE queue_ticket SET state = 'passed', closed_at = issued_at, returned = 0 WHERE id = %s", [mine.id])
    monkeypatch.setattr(return_acts, "LOCKED_TICKET", guarded)
    assert sorted(map(str, together(2, both))) == ["None", "ticket_moved_on"]
    assert returned() == 1
    assert isinstance(mine.id, UUID)
