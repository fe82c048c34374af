"""Numbers that rooms gave themselves, before there was a room for them, are gone on with: no number is given twice."""

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from yitang.platform.database.grants import grant
from yitang.platform.database.public import rows
from yitang.processes.cases.public import Seen, accept_case
from yitang.processes.payments.public import bill_of, take_cash
from yitang.processes.payments.tests.factories import unpaid
from yitang.processes.queue.public import call_next, finish, issue_ticket, start_serving
from yitang.processes.queue.tests.test_queue import at, kiosk

BEFORE = {"payments": "0002", "archives": "0001", "cases": "0002"}


def as_owner(sql: str, *values: object) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def desk(city: dict[str, Any]) -> dict[str, Any]:
    return unpaid(city)


def test_an_office_that_worked_before_goes_on_after_its_last_numbers(desk: dict[str, Any]) -> None:
    li = desk["clerk"]
    [first] = rows("SELECT number FROM cases_case")
    assert first == {"number": "261124-00001"}
    for room, name in BEFORE.items():
        call_command("migrate", room, name, database="owner", verbosity=0)
    as_owner("TRUNCATE numbering_series")
    as_owner("INSERT INTO payments_receipt_counter (office_id, year, last) VALUES (%s, 2026, 41)", desk["office"])
    call_command("migrate", database="owner", verbosity=0)
    grant(connections["default"].settings_dict["USER"])  # tables that went and came are new ones
    grant(connections["default"].settings_dict["USER"])  # tables that were made anew belong to the owner alone
    assert take_cash(li, desk["case"], 1000).receipt.startswith("R20260000042-")
    finish(li, at(li))
    issue_ticket(kiosk(desk), desk["hall"], ("DRV-RENEW",), "kiosk")
    call_next(li, at(li))
    start_serving(li, at(li))
    case = accept_case(li, "DRV-RENEW", desk["cast"]["renew_kiosk"].number, Seen(medical_on=date(2026, 11, 20)))
    assert case.number == "261124-00002"
    assert [r["number"] for r in rows("SELECT number FROM archives_file ORDER BY number")] == ["F2026-0000001", "F2026-0000002"]
    assert bill_of(case.id).receipt == ""
