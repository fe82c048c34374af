"""The money's part of the day under the knife: waived, given back, counted, accepted, held against the provider's statement."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from tests.proofs.knives import Day
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row
from yitang.processes.cases.public import (
    Seen,
    accept_case,
    ask_overpaid,
    ask_refund,
    ask_waiver,
    decide_refund,
    decide_waiver,
    drop_refund,
    drop_waiver,
    finish_visit,
    review,
)
from yitang.processes.payments.public import (
    Sandbox,
    accept_till,
    ask_code,
    compare_statement,
    correct_till,
    count_drawer,
    explain_difference,
    explain_line,
    give_drawer,
    pay_out,
    print_receipt,
    recount_drawer,
    send_till_back,
    set_float,
    settle_callback,
    take_cash,
    take_drawer,
    turn_into_cash,
)
from yitang.processes.payments.refunding import chase_refund
from yitang.processes.payments.tests.people import of
from yitang.processes.queue import public as queue
from yitang.processes.queue.tests.test_queue import at, clerk

RENEW = "DRV-RENEW"
# What this part of the day plays through; the rest is in ``test_crash``.
MONEY = {
    "cases.money_acts.ask_overpaid",
    "cases.money_acts.ask_refund",
    "cases.money_acts.ask_waiver",
    "cases.money_acts.decide_refund",
    "cases.money_acts.decide_waiver",
    "cases.money_acts.drop_refund",
    "cases.money_acts.drop_waiver",
    "payments.drawer_acts.count_drawer",
    "payments.drawer_acts.explain_difference",
    "payments.drawer_acts.give_drawer",
    "payments.drawer_acts.recount_drawer",
    "payments.drawer_acts.set_float",
    "payments.drawer_acts.take_drawer",
    "payments.receipts.print_receipt",
    "payments.refunding.chase_refund",
    "payments.refunding.pay_out",
    "payments.refunding.turn_into_cash",
    "payments.settling.accept_till",
    "payments.settling.correct_till",
    "payments.settling.send_till_back",
    "payments.statements.compare_statement",
    "payments.statements.explain_line",
}


def of_row(sql: str) -> Any:
    """The one id that a statement finds."""
    found = row(sql)
    assert found
    return found["id"]


def reviewed(city: dict[str, Any], wang: Viewer, who: str) -> UUID:
    """The next one is called, and the case accepted and reviewed."""
    kiosk = Viewer(post="kiosk", device_id=UUID(int=7), device_kind="kiosk", hall_id=city["hall"], office_id=city["office"])
    queue.issue_ticket(kiosk, city["hall"], (RENEW,), "kiosk")
    queue.call_next(wang, at(wang))
    queue.start_serving(wang, at(wang))
    case = accept_case(wang, RENEW, city["cast"][who].number, Seen(medical_on=date(2026, 11, 20)))
    review(wang, case.id)
    return case.id


def money(day: Day, city: dict[str, Any]) -> None:
    """A case at window 5 that was paid by code; one whose fee is half waived, paid twice and given back; and the settlement of the window."""
    wang, reviewer, chief = clerk(city, 5), of(city, "r01"), of(city, "chief")
    queue.open_window(wang, at(wang))
    paid_by_code = reviewed(city, wang, "renew_kiosk")
    settle_callback(Sandbox().pay(ask_code(wang, paid_by_code).id))
    finish_visit(wang, at(wang))
    case = reviewed(city, wang, "soldier")
    day.do("payments.drawer_acts.set_float", lambda: set_float(wang, 10000))
    dropped = day.do("cases.money_acts.ask_waiver", lambda: ask_waiver(wang, case, "province_half", "文件和身份证件"))
    day.do("cases.money_acts.drop_waiver", lambda: drop_waiver(wang, dropped))
    waiver = ask_waiver(wang, case, "province_half", "文件和身份证件")
    day.do("cases.money_acts.decide_waiver", lambda: decide_waiver(reviewer, waiver, True))
    said = Sandbox().pay(ask_code(wang, case).id)
    take_cash(wang, case, 500)
    settle_callback(said)
    day.do("payments.receipts.print_receipt", lambda: print_receipt(wang, case))
    dropped = day.do("cases.money_acts.ask_refund", lambda: ask_refund(wang, case, "not_issued", 500, "群众不办了"))
    day.do("cases.money_acts.drop_refund", lambda: drop_refund(wang, dropped))
    refund = ask_refund(wang, case, "not_issued", 500, "群众不办了")
    day.do("cases.money_acts.decide_refund", lambda: decide_refund(reviewer, refund, True))
    day.do("payments.refunding.pay_out", lambda: pay_out(wang, refund))
    incoming = of_row("SELECT id FROM payments_incoming WHERE outcome <> 'settled'")
    day.do("cases.money_acts.ask_overpaid", lambda: ask_overpaid(chief, incoming))
    by_code = ask_refund(wang, paid_by_code, "not_issued", 1000, "群众不办了")
    decide_refund(reviewer, by_code, True)
    execute("UPDATE payments_refund SET state = 'failed' WHERE id = %s", [by_code])
    day.do("payments.refunding.turn_into_cash", lambda: turn_into_cash(chief, by_code))
    execute("UPDATE payments_refund SET method = 'code' WHERE id = %s", [by_code])
    day.do("payments.refunding.chase_refund", lambda: chase_refund(by_code), lambda: None, "payments_sandbox_refund")
    finish_visit(wang, at(wang))
    settled(day, city, wang, chief)


def settled(day: Day, city: dict[str, Any], wang: Viewer, chief: Viewer) -> None:
    """The drawer changes hands and is counted, twice; the day is accepted, corrected and compared."""
    today, till = clock.today(), of_row("SELECT t.id FROM payments_till t JOIN payments_entry e ON e.till_id = t.id WHERE e.kind = 'cash_back'")
    other = replace(clerk(city, 6), window_id=wang.window_id)
    day.do("payments.drawer_acts.give_drawer", lambda: give_drawer(wang, till, 9900))
    day.do("payments.drawer_acts.take_drawer", lambda: take_drawer(other, 9900))
    day.do("payments.drawer_acts.count_drawer", lambda: count_drawer(other, 9000))
    day.do("payments.drawer_acts.recount_drawer", lambda: recount_drawer(other, today))
    count_drawer(other, 9100)
    day.do("payments.settling.send_till_back", lambda: send_till_back(chief, till))
    count_drawer(other, 9900)
    day.do("payments.drawer_acts.explain_difference", lambda: explain_difference(other, today, "change", "找零多找一元"))
    day.do("payments.settling.accept_till", lambda: accept_till(chief, till))
    day.do("payments.settling.correct_till", lambda: correct_till(chief, till, 100, "在柜缝里找到"))
    execute(
        "INSERT INTO payments_sandbox_order (order_id, token, fen, until_at, transaction, paid_at) VALUES (%s, 'lost', 700, %s, 'SBLOST', %s)",
        [uuid4(), clock.now(), clock.now()],
    )
    day.do("payments.statements.compare_statement", lambda: compare_statement(chief, today))
    line = of_row("SELECT id FROM payments_difference WHERE transaction = 'SBLOST'")
    day.do("payments.statements.explain_line", lambda: explain_line(chief, line, "provider_error", "平台来函更正"))
