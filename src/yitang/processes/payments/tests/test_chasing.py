"""A refund that the provider does not answer is chased to its end, and the day's codes are held against his statement."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.platform.database.public import row, rows, set_clock
from yitang.platform.database.tests.races import together
from yitang.platform.identity.public import NotYours, PostMayNot
from yitang.processes.cases.public import ask_refund, decide_refund
from yitang.processes.payments import refunding
from yitang.processes.payments.errors import (
    ChoiceUnknown,
    DrawerShort,
    NotInCash,
    NotWaitingAnyMore,
    ProviderSilent,
    StatementTooEarly,
    TwoPeopleNeeded,
    WordsNeeded,
)
from yitang.processes.payments.public import (
    ask_code,
    bill_of,
    chase_due,
    compare_statement,
    explain_line,
    fetch_line,
    money_back,
    office_day,
    pay_out,
    refunds_of,
    set_float,
    settle_callback,
    turn_into_cash,
)
from yitang.processes.payments.recorded import Recorded
from yitang.processes.payments.refunding import chase_refund
from yitang.processes.payments.tests.factories import unpaid
from yitang.processes.payments.tests.people import booked, of
from yitang.processes.payments.tests.test_codes import recorded

TUESDAY = date(2026, 11, 24)
KEPT = ("payments_bill", "payments_refund", "payments_till", "payments_entry", "payments_difference", "payments_comparison")


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    found = unpaid(city)
    return {**found, "reviewer": of(city, "r01"), "chief": of(city, "chief")}


def refused(kind: type[Refusal], do: Callable[[], Any]) -> None:
    before = {table: rows(f"SELECT * FROM {table} ORDER BY id") for table in KEPT}
    with pytest.raises(kind):
        do()
    assert {table: rows(f"SELECT * FROM {table} ORDER BY id") for table in KEPT} == before


def approved(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch, exchange: str) -> tuple[Recorded, Any]:
    """Paid by code at a provider who answers as recorded, and a refund of all of it approved."""
    found = recorded(monkeypatch, exchange)
    settle_callback(found.pay(ask_code(desk["clerk"], desk["case"]).id))
    refund = ask_refund(desk["clerk"], desk["case"], "not_issued", 1000, "群众不办了")
    decide_refund(desk["reviewer"], refund, True)
    return found, refund


def stands(desk: dict[str, Any]) -> tuple[str, str, int]:
    found = refunds_of(desk["case"])[0]
    return found.state, found.fault, found.tries


FAILS = {
    "refund_slow": ["silent"], "refund_down": ["silent", "silent"], "refund_answer_lost": ["silent"], "refund_late": ["pending", "pending"],
    "refund_wrong": ["other_amount"],
}  # fmt: skip


def test_a_provider_that_fails_is_asked_until_it_is_done(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of the fee goes back five times, each time at a provider who fails in another way."""
    found = recorded(monkeypatch, "good")
    settle_callback(found.pay(ask_code(desk["clerk"], desk["case"]).id))
    for so_far, (exchange, faults) in enumerate(FAILS.items(), 1):
        found.exchange = Recorded(exchange).exchange
        decide_refund(desk["reviewer"], ask_refund(desk["clerk"], desk["case"], "overcharged", 100, "多收一元"), True)
        for n, fault in enumerate(faults, 1):
            assert chase_due() == 1
            assert stands(desk) == ("approved", fault, n), exchange
            assert chase_due() == 0, "not before its pause is over"
            set_clock(clock.now() + timedelta(minutes=40), 1.0)
        assert chase_due() == 1
        assert stands(desk)[:2] == ("done", ""), exchange
        assert sum(one[1] for one in found.back.values()) == 100 * so_far, f"{exchange}: the money moved once"
        assert booked(desk["clerk"])[-1] == ("code_back", 100)
    assert bill_of(desk["case"]).refunded_fen == 500


def test_a_refund_that_is_late_or_of_another_amount_is_work_for_the_head(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    found, refund = approved(desk, monkeypatch, "refund_wrong")
    assert money_back(desk["chief"]).stuck == ()
    chase_due()
    assert [r.id for r in money_back(desk["chief"]).stuck] == [refund]
    found.exchange = {**found.exchange, "refunds": [{"down": True, "lost": True}]}
    for _ in range(2):
        set_clock(clock.now() + timedelta(hours=1), 1.0)
        chase_due()
    assert [(r.id, r.fault) for r in money_back(desk["chief"]).stuck] == [(refund, "silent")], "silent for an hour"


def test_a_refund_that_the_provider_refuses_is_paid_in_cash(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    _, refund = approved(desk, monkeypatch, "refund_refused")
    li, reviewer, chief = desk["clerk"], desk["reviewer"], desk["chief"]
    refused(NotInCash, lambda: pay_out(li, refund))
    refused(NotWaitingAnyMore, lambda: turn_into_cash(chief, refund))
    chase_due()
    assert stands(desk)[:2] == ("failed", "refused")
    assert [r.id for r in money_back(chief).stuck] == [refund]
    refused(PostMayNot, lambda: turn_into_cash(li, refund))
    turn_into_cash(reviewer, refund)
    refused(DrawerShort, lambda: pay_out(li, refund))
    set_float(li, 5000)
    decided = row("SELECT decided_person FROM payments_refund")
    assert decided
    refused(TwoPeopleNeeded, lambda: pay_out(replace(li, person_id=decided["decided_person"]), refund))
    pay_out(li, refund)
    assert stands(desk)[0] == "done"
    assert booked(li) == [("code", 1000), ("float", 5000), ("cash_back", 1000)]
    assert chase_refund(refund) == "done"


def test_two_workers_that_both_have_the_answer_book_it_once(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    found, refund = approved(desk, monkeypatch, "good")
    answer = found.refund(refund, next(iter(found.orders)), "", 1000)
    assert together(2, lambda _: refunding._write_answer(refund, answer, "")) == ["done", "done"]
    assert [line for line in booked(desk["clerk"]) if line[0] == "code_back"] == [("code_back", 1000)]
    assert bill_of(desk["case"]).refunded_fen == 1000


def test_a_day_that_agrees_and_one_that_does_not(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing here, missing there, another amount: each is listed once, and the day closes when each is gone or explained."""
    li, chief = desk["clerk"], desk["chief"]
    found = recorded(monkeypatch, "good")
    order = ask_code(li, desk["case"]).id
    said = found.pay(order)
    assert compare_statement(chief, TUESDAY) == 1, "the message got lost on the way"
    line = office_day(chief, TUESDAY).differences[0]
    assert (line.kind, line.here_fen, line.there_fen, line.can_fetch) == ("missing_here", None, 1000, True)
    assert compare_statement(chief, TUESDAY) == 1
    assert len(office_day(chief, TUESDAY).differences) == 1, "listed once"
    refused(PostMayNot, lambda: fetch_line(li, line.id))
    assert fetch_line(chief, line.id) == 0, "the provider's own word is booked"
    assert bill_of(desk["case"]).paid
    assert office_day(chief, TUESDAY).differences == ()
    assert settle_callback(said) == "settled", "the late message has no further effect"
    for exchange, kind in (("statement_without", "missing_there"), ("statement_other", "other_amount")):
        found.exchange = Recorded(exchange).exchange
        assert compare_statement(chief, TUESDAY) == 1
        assert [d.kind for d in office_day(chief, TUESDAY).differences] == [kind]
    found.exchange = Recorded("good").exchange
    assert compare_statement(chief, TUESDAY) == 0
    assert (office_day(chief, TUESDAY).differences, office_day(chief, TUESDAY).open_lines) == ((), 0)
    assert office_day(chief, TUESDAY).open_windows == 1


def test_a_line_is_explained_with_a_reason_and_stays_so_while_it_is_the_same(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    chief = desk["chief"]
    found = recorded(monkeypatch, "statement_strange")
    assert compare_statement(chief, TUESDAY) == 1
    line = office_day(chief, TUESDAY).differences[0]
    assert (line.there_fen, line.order_id, line.can_fetch) == (3000, None, False)
    refused(NotWaitingAnyMore, lambda: fetch_line(chief, line.id))
    refused(ChoiceUnknown, lambda: explain_line(chief, line.id, "x", "别的商户的"))
    refused(WordsNeeded, lambda: explain_line(chief, line.id, "provider_error", ""))
    refused(NotYours, lambda: explain_line(chief, desk["hall"], "provider_error", "别的商户的"))
    explain_line(chief, line.id, "provider_error", "平台来函，是别的商户的")
    refused(NotWaitingAnyMore, lambda: explain_line(chief, line.id, "provider_error", "再说一次"))
    day = office_day(chief, TUESDAY)
    assert (day.open_lines, day.open_windows, day.balanced) == (0, 0, True)
    compare_statement(chief, TUESDAY)
    assert office_day(chief, TUESDAY).open_lines == 0
    found.exchange = {**found.exchange, "statement": {"strange": [{"transaction": "RCSTRANGE", "fen": 4000}]}}
    compare_statement(chief, TUESDAY)
    assert office_day(chief, TUESDAY).open_lines == 1, "another amount asks for another explanation"
    refused(StatementTooEarly, lambda: compare_statement(chief, TUESDAY + timedelta(days=1)))
    recorded(monkeypatch, "statement_down")
    refused(ProviderSilent, lambda: compare_statement(chief, TUESDAY))
