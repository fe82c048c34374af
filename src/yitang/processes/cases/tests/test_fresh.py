"""Issuing asks for a fresh second factor inside its own transaction; calling asks nothing of the session."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row, rows
from yitang.platform.identity.public import FreshFactorNeeded, step_up
from yitang.platform.identity.tests.test_stepping import HERE, made_stale, new_code
from yitang.processes.cases.public import issue
from yitang.processes.payments.public import take_cash
from yitang.processes.payments.tests.factories import unpaid
from yitang.processes.queue.public import call_next, issue_ticket, open_window
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk, kiosk
from yitang.registers.people.public import id_of_number, unmask

KEPT = ("cases_case", "cases_act", "cases_document", "audit_row", "drivers_fact", "archives_page", "identity_session")


def as_it_is() -> Any:
    return {table: rows(f"SELECT * FROM {table} ORDER BY id") for table in KEPT}


def test_a_document_is_issued_with_a_fresh_factor_only(city: dict[str, Any]) -> None:
    desk = unpaid(city)
    li: Viewer = desk["clerk"]
    take_cash(li, desk["case"], 1000)
    made_stale(li)
    before = as_it_is()
    with pytest.raises(FreshFactorNeeded):
        issue(li, desk["case"])
    assert as_it_is() == before
    step_up(li, new_code(), HERE)
    issue(li, desk["case"])
    assert row("SELECT state FROM cases_case") == {"state": "filed"}


def test_a_value_is_unmasked_with_a_fresh_factor_only(city: dict[str, Any]) -> None:
    li, who = clerk(city, 3), id_of_number(city["cast"]["renew"].number)
    assert who
    made_stale(li)
    before = as_it_is()
    with pytest.raises(FreshFactorNeeded):
        unmask(li, who, "phone", "通知取证")
    assert as_it_is() == before, "no look is recorded where nothing was shown"
    step_up(li, new_code(), HERE)
    assert unmask(li, who, "phone", "通知取证")


def test_a_call_asks_nothing_of_the_session(city: dict[str, Any]) -> None:
    li = clerk(city, 3)
    open_window(li, at(li))
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    made_stale(li)
    with CaptureQueriesContext(connection) as ran:
        call_next(li, at(li))
    assert not [one["sql"] for one in ran.captured_queries if "identity_" in one["sql"]]
