"""A day of a window's money: the float, the blind count, what is explained and accepted, and what can no longer be booked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows, set_clock
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity.public import FreshFactorNeeded, NotYours, PostMayNot
from yitang.platform.identity.tests.test_stepping import made_stale
from yitang.platform.policy.public import forget
from yitang.processes.payments import booking
from yitang.processes.payments.booking import LOCKED_TILL
from yitang.processes.payments.errors import (
    ChoiceUnknown,
    CountHidden,
    DifferenceUnexplained,
    DrawerCountsDiffer,
    DrawerHeldByAnother,
    DrawerInUse,
    DrawerNotGiven,
    EarlierDayOpen,
    NothingDiffers,
    TillCounted,
    TillMovedOn,
    TwoPeopleNeeded,
    WordsNeeded,
)
from yitang.processes.payments.public import (
    Sandbox,
    accept_till,
    ask_code,
    correct_till,
    count_drawer,
    drawer_of,
    explain_difference,
    give_drawer,
    office_day,
    recount_drawer,
    send_till_back,
    set_float,
    settle_callback,
    sheet_for,
    take_cash,
    take_drawer,
)
from yitang.processes.payments.tests.factories import unpaid
from yitang.processes.payments.tests.people import booked, of
from yitang.processes.payments.tests.test_codes import on_owner
from yitang.processes.queue.tests.test_queue import at, clerk

TUESDAY = date(2026, 11, 24)
BOOKS = ("payments_till", "payments_entry", "payments_settlement", "payments_bill", "payments_payment")


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    found = unpaid(city)
    return {**found, "reviewer": of(city, "r01"), "chief": of(city, "chief")}


def refused(kind: type[Refusal], do: Callable[[], Any]) -> Refusal:
    """It is refused by this name and the books are as they were."""
    before = {table: rows(f"SELECT * FROM {table} ORDER BY id") for table in BOOKS}
    with pytest.raises(kind) as found:
        do()
    assert {table: rows(f"SELECT * FROM {table} ORDER BY id") for table in BOOKS} == before
    return found.value


def till_of(viewer: Viewer) -> Any:
    found = row('SELECT id FROM payments_till WHERE window_id = %s AND "on" = %s', [viewer.window_id, TUESDAY])
    assert found
    return found["id"]


def test_a_day_from_the_float_to_the_settlement(desk: dict[str, Any]) -> None:
    """08:30 a float of 200; 10:00 one pays 10 in cash; 17:00 counted 209, one yuan short, explained, accepted; then one correction."""
    li, reviewer, chief, case = desk["clerk"], desk["reviewer"], desk["chief"], desk["case"]
    set_float(li, 20000)
    set_float(li, 19900)
    take_cash(li, case, 1000)
    refused(DrawerInUse, lambda: set_float(li, 0))
    drawer = drawer_of(li)
    assert (drawer.float_fen, drawer.used, drawer.mine, drawer.till.expected_fen) == (19900, True, True, None), "nothing says what should be there"
    till = till_of(li)
    refused(CountHidden, lambda: sheet_for(li, till))
    refused(TillMovedOn, lambda: accept_till(reviewer, till))
    count_drawer(li, 20800)
    assert drawer_of(li).till.difference_fen == -100
    refused(DifferenceUnexplained, lambda: accept_till(reviewer, till))
    refused(ChoiceUnknown, lambda: explain_difference(li, TUESDAY, "magic", "不知道"))
    refused(WordsNeeded, lambda: explain_difference(li, TUESDAY, "change", ""))
    refused(NotYours, lambda: explain_difference(replace(clerk(desk, 5), window_id=li.window_id), TUESDAY, "change", "找零多找一元"))
    explain_difference(li, TUESDAY, "change", "找零多找一元")
    refused(PostMayNot, lambda: accept_till(li, till))
    refused(TwoPeopleNeeded, lambda: accept_till(replace(reviewer, person_id=li.person_id), till))
    refused(NotYours, lambda: accept_till(replace(reviewer, office_id=desk["hall"]), till))
    made_stale(reviewer)
    refused(FreshFactorNeeded, lambda: accept_till(reviewer, till))
    accept_till(chief, till)
    refused(TillMovedOn, lambda: accept_till(chief, till))
    refused(TillMovedOn, lambda: recount_drawer(li, TUESDAY))
    sheet = sheet_for(li, till)
    assert [(s.kind, s.count, s.fen) for s in sheet.sums] == [("float", 2, 19900), ("cash", 1, 1000)]
    assert sheet.sums[1].first == sheet.sums[1].last
    assert sheet.sums[1].first.startswith("R2026")
    assert (sheet.till.counted_fen, sheet.till.expected_fen, sheet.till.reason_zh, sheet.till.note) == (20800, 20900, "找零有误", "找零多找一元")
    assert [e.n for e in sheet.entries] == [1, 2, 3, 4]
    refused(WordsNeeded, lambda: correct_till(chief, till, 100, ""))
    refused(NothingDiffers, lambda: correct_till(chief, till, 0, "没有事"))
    refused(PostMayNot, lambda: correct_till(reviewer, till, 100, "在柜缝里找到"))
    correct_till(chief, till, 100, "在柜缝里找到")
    assert sheet_for(chief, till).corrected_fen == 100
    day = office_day(chief, TUESDAY)
    assert [(d.till.state, d.cash, d.corrected) for d in day.windows] == [("closed", 1000, 100)]
    assert (day.open_windows, day.balanced) == (0, False), "the provider's statement was not compared"
    with pytest.raises(Exception, match="permission denied"):
        execute("UPDATE payments_settlement SET counted_fen = 0")
    with pytest.raises(Exception, match="permission denied"):
        execute("DELETE FROM payments_entry")


def test_each_count_is_kept_and_what_is_sent_back_is_counted_again(desk: dict[str, Any]) -> None:
    li, chief = desk["clerk"], desk["chief"]
    take_cash(li, desk["case"], 1000)
    count_drawer(li, 900)
    recount_drawer(li, TUESDAY)
    assert drawer_of(li).till.counted_fen is None, "blind again"
    count_drawer(li, 800)
    send_till_back(chief, till_of(li))
    count_drawer(li, 1000)
    refused(NothingDiffers, lambda: explain_difference(li, TUESDAY, "change", "没有差"))
    accept_till(chief, till_of(li))
    refused(TillMovedOn, lambda: send_till_back(chief, till_of(li)))
    assert booked(li) == [("cash", 1000), ("count", 900), ("count", 800), ("count", 1000)]


def test_code_money_after_the_count_is_on_the_next_day_and_yesterday_is_settled_first(desk: dict[str, Any]) -> None:
    li, case = desk["clerk"], desk["case"]
    said = Sandbox().pay(ask_code(li, case).id)
    count_drawer(li, 0)
    refused(TillCounted, lambda: take_cash(li, case, 1000))
    settle_callback(said)
    assert rows('SELECT t."on", e.kind FROM payments_entry e JOIN payments_till t ON t.id = e.till_id ORDER BY t."on", e.n') == [
        {"on": TUESDAY, "kind": "count"}, {"on": TUESDAY + timedelta(days=1), "kind": "code"},
    ]  # fmt: skip
    set_clock(clock.now() + timedelta(days=2), 1.0)
    assert drawer_of(li).till.on == TUESDAY + timedelta(days=1), "the oldest day that is open is counted first"
    execute("UPDATE payments_bill SET settled_at = NULL, receipt = NULL")
    assert "2026-11-25" in refused(EarlierDayOpen, lambda: take_cash(li, case, 1000)).zh_text


def test_the_drawer_goes_over_by_the_count_of_both(desk: dict[str, Any]) -> None:
    li, case = desk["clerk"], desk["case"]
    wang = replace(clerk(desk, 5), window_id=li.window_id)
    set_float(li, 5000)
    till = till_of(li)
    refused(DrawerHeldByAnother, lambda: take_cash(wang, case, 1000))
    refused(DrawerHeldByAnother, lambda: count_drawer(wang, 5000))
    refused(DrawerNotGiven, lambda: take_drawer(wang, 5000))
    refused(DrawerHeldByAnother, lambda: give_drawer(wang, till, 5000))
    give_drawer(li, till, 4900)
    refused(DrawerNotGiven, lambda: take_drawer(li, 4900))
    refused(DrawerCountsDiffer, lambda: take_drawer(wang, 5000))
    take_drawer(wang, 4900)
    assert drawer_of(wang).mine
    assert not drawer_of(li).mine
    take_cash(wang, case, 1000)
    kept = row("SELECT fen, drawer_fen, said FROM payments_entry WHERE kind = 'hand_over'")
    assert kept == {"fen": 4900, "drawer_fen": 0, "said": "差 -1.00"}, "what was short then is known by name"
    refused(NotYours, lambda: give_drawer(replace(desk["reviewer"], office_id=desk["hall"]), till, 5900))
    give_drawer(desk["reviewer"], till, 5900)
    take_drawer(li, 5900)
    assert drawer_of(li).mine


def test_a_window_has_the_float_that_policy_gives_it(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    execute("UPDATE policy_value SET value = '10000'::jsonb WHERE name = 'payments.float_fen'")
    forget()
    take_cash(li, desk["case"], 1000)
    assert booked(li) == [("float", 10000), ("cash", 1000)]
    count_drawer(li, 11000)
    assert drawer_of(li).till.difference_fen == 0


def test_the_table_refuses_a_settlement_of_one_person_and_a_difference_without_reason(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    take_cash(li, desk["case"], 1000)
    count_drawer(li, 900)
    insert = (
        "INSERT INTO payments_settlement (id, till_id, counted_fen, expected_fen, reason, note, counted_account, counted_person, accepted_account, "
        "accepted_person, at) SELECT gen_random_uuid(), id, counted_fen, expected_fen, '{}', '', counted_account, counted_person, counted_account, {}, now() "
        "FROM payments_till"
    )
    for reason, other, rule in (("change", "counted_person", "a_settlement_is_of_two_people"), ("", "gen_random_uuid()", "a_difference_is_explained")):
        with pytest.raises(IntegrityError, match=rule):
            execute(insert.format(reason, other))
    execute(insert.format("change", "gen_random_uuid()"))
    with pytest.raises(IntegrityError, match="payments_settlement_till_id_key"):
        execute(insert.format("change", "gen_random_uuid()"))


def test_cash_and_the_count_at_once_without_the_guard_the_money_is_in_no_settlement(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard is the till's lock and, behind it, the numbers of its lines. Both taken away, cash is taken that the count does not know."""
    li, case, key = desk["clerk"], desk["case"], "entries_of_a_till_are_numbered"
    set_float(li, 0)  # the till is there
    unlocked = LOCKED_TILL.replace(" FOR UPDATE", "")
    assert unlocked != LOCKED_TILL

    def both(n: int) -> Any:
        return count_drawer(li, 0) if n else take_cash(li, case, 1000).fen

    def both_have_read() -> None:
        monkeypatch.setattr(booking, "LOCKED_TILL", unlocked)
        monkeypatch.setattr(booking, "row", Meeting(2).after(row, lambda sql, *_: sql == unlocked))

    def as_before() -> None:
        on_owner("DELETE FROM payments_entry WHERE kind <> 'float'; UPDATE payments_till SET state = 'open', last_n = 1; DELETE FROM payments_payment")
        on_owner("UPDATE payments_bill SET settled_at = NULL, receipt = NULL")

    on_owner(f"ALTER TABLE payments_entry DROP CONSTRAINT {key}")
    try:
        both_have_read()
        assert together(2, both) == [1000, None]
        assert row("SELECT state FROM payments_till") == {"state": "counted"}
        kept = rows("SELECT kind, n FROM payments_entry WHERE kind <> 'float' ORDER BY kind")
        assert kept == [{"kind": "cash", "n": 2}, {"kind": "count", "n": 2}], "without the guard both are the second line"
    finally:
        as_before()
        on_owner(f"ALTER TABLE payments_entry ADD CONSTRAINT {key} UNIQUE (till_id, n)")
    both_have_read()
    outcome = together(2, both)
    assert "IntegrityError" in outcome, "the numbers alone refuse the second"
    assert len(rows("SELECT 1 FROM payments_entry WHERE kind <> 'float'")) == 1
    as_before()
    monkeypatch.undo()
    outcome = together(2, both)
    if outcome[0] == 1000:
        found = row("SELECT expected_fen FROM payments_till")
        assert found == {"expected_fen": 1000}, "the cash came first and is in the count"
    else:
        assert outcome == ["till_counted", None]
        assert rows("SELECT 1 FROM payments_payment") == []


def test_two_who_accept_at_once_settle_once(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    li = desk["clerk"]
    take_cash(li, desk["case"], 1000)
    count_drawer(li, 1000)
    till, by = till_of(li), [desk["reviewer"], desk["chief"]]
    unlocked = LOCKED_TILL.replace(" FOR UPDATE", "")
    monkeypatch.setattr(booking, "LOCKED_TILL", unlocked)
    monkeypatch.setattr(booking, "row", Meeting(2).after(row, lambda sql, *_: sql == unlocked))
    on_owner("ALTER TABLE payments_settlement DROP CONSTRAINT payments_settlement_till_id_key")
    try:
        assert together(2, lambda n: accept_till(by[n], till)) == [None, None]
        assert len(rows("SELECT 1 FROM payments_settlement")) == 2, "without the guard it is settled twice"
    finally:
        on_owner("DELETE FROM payments_settlement; UPDATE payments_till SET state = 'counted'")
        on_owner("ALTER TABLE payments_settlement ADD CONSTRAINT payments_settlement_till_id_key UNIQUE (till_id)")
    monkeypatch.setattr(booking, "row", Meeting(2).after(row, lambda sql, *_: sql == unlocked))
    assert sorted(map(str, together(2, lambda n: accept_till(by[n], till)))) == ["None", "till_moved_on"], "the key alone refuses the second"
    assert len(rows("SELECT 1 FROM payments_settlement")) == 1
    assert at(li)
