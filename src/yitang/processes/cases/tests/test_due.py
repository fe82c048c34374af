"""What is due: by working days, whole and step, who holds it and what comes next; counted when the day begins, and live."""

from datetime import date, timedelta
from typing import Any

import pytest

from yitang.config.demo.vehicles import cars
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows, set_clock
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity.public import PostMayNot
from yitang.platform.policy.public import forget
from yitang.processes.cases import due
from yitang.processes.cases.due import group_of
from yitang.processes.cases.jobs import EVERY
from yitang.processes.cases.public import accept_case, add_evidence, begin_day, counted_today, due_list, issue, release_case, review, suspend_case, withdraw
from yitang.processes.cases.tests.factories import at_desk, staff
from yitang.processes.cases.tests.test_case import FULL, RENEW
from yitang.processes.cases.tests.test_mortgage_case import MORTGAGE, seen_of
from yitang.processes.payments.public import take_cash
from yitang.processes.payments.tests.test_codes import on_owner
from yitang.processes.queue.public import leave
from yitang.processes.queue.tests.test_queue import at, clerk
from yitang.registers.offices.public import is_workday, workdays

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def office(city: dict[str, Any]) -> dict[str, Any]:
    """A renewal that c03 holds, accepted; a mortgage that waits for a second person; both due on Wednesday."""
    assert clock.today() == TUESDAY
    desk = at_desk(city, RENEW)
    renewal = accept_case(desk["clerk"], RENEW, city["cast"]["renew"].number, FULL)
    other = at_desk(city, MORTGAGE, 5)
    mortgage = accept_case(other["clerk"], MORTGAGE, cars()["mortgage"].plate, seen_of(city))
    return {
        **desk,
        "renewal": renewal,
        "mortgage": mortgage,
        "wang": other["clerk"],
        "chief": staff(city, "chief", "chief"),
        "r01": staff(city, "r01", "reviewer"),
    }


def at_day(days: int) -> None:
    """So many days later."""
    set_clock(clock.now() + timedelta(days=days), 1.0)


def seen_by(viewer: Viewer, mine: bool = False) -> list[tuple[Any, str, str]]:
    return [(one.case.id, one.group, one.next) for one in due_list(viewer, mine)]


@pytest.mark.parametrize(("limit", "group"), [("2026-11-23", "overdue"), ("2026-11-24", "today"), ("2026-11-25", "soon"), ("2026-11-27", "soon"),
                                              ("2026-11-30", "later"), (None, "later")])  # fmt: skip
def test_how_urgent_a_limit_is(limit: str | None, group: str) -> None:
    assert group_of(date.fromisoformat(limit) if limit else None, TUESDAY, date(2026, 11, 27)) == group


def test_each_row_says_how_urgent_who_holds_it_and_what_comes_next(office: dict[str, Any]) -> None:
    li, renewal, mortgage = office["clerk"], office["renewal"].id, office["mortgage"].id
    assert seen_by(office["chief"]) == [(renewal, "soon", "review"), (mortgage, "soon", "review")]
    assert [one.holder for one in due_list(office["chief"])] == [li.account_id, None], "a second person's work is nobody's alone"
    assert seen_by(li, mine=True) == [(renewal, "soon", "review")]
    assert seen_by(office["wang"], mine=True) == []
    at_day(1)
    review(li, renewal)
    assert seen_by(li, mine=True) == [(renewal, "today", "pay")]
    take_cash(li, renewal, 1000)
    assert seen_by(li, mine=True) == [(renewal, "today", "issue")]
    at_day(1)
    assert seen_by(office["r01"]) == [(renewal, "overdue", "issue"), (mortgage, "overdue", "review")]
    issue(li, renewal)
    withdraw(office["wang"], mortgage, "applicant")
    assert seen_by(office["chief"]) == []


def test_what_is_looked_into_has_the_limit_of_its_investigation_and_is_always_listed(office: dict[str, Any]) -> None:
    li, renewal = office["clerk"], office["renewal"].id
    suspend_case(li, renewal, "other", "印章不一样")
    assert (renewal, "later", "decide") in seen_by(office["chief"])
    at_day(15)
    assert (renewal, "overdue", "decide") in seen_by(office["chief"])
    add_evidence(li, renewal, "asked", "问过了")
    release_case(office["chief"], renewal, "没有问题")
    found = next(one for one in due_list(office["chief"]) if one.case.id == renewal)
    assert (found.case.due_on, found.step_on, found.group) == (date(2026, 12, 10), date(2026, 12, 10), "soon"), "whole and step have their day left"


def test_holidays_are_data_and_put_a_limit_off(city: dict[str, Any]) -> None:
    special = 'INSERT INTO offices_special_day (hall_id, "on", works, name_zh, name_en, verified) VALUES (NULL, %s, %s, %s, %s, false)'
    execute(special, [date(2026, 11, 25), False, "演示假日", "Specimen holiday"])
    execute(special, [date(2026, 11, 28), True, "补班", "Working Saturday"])
    desk = at_desk(city, RENEW)
    assert accept_case(desk["clerk"], RENEW, city["cast"]["renew"].number, FULL).due_on == date(2026, 11, 26)
    works = workdays(date(2026, 11, 1), date(2026, 12, 31))
    days = [date(2026, 11, 1) + timedelta(days=n) for n in range(61)]
    assert [works(on) for on in days] == [is_workday(on) for on in days], "read at once and day by day they are the same"


def test_the_limit_of_a_step_is_data_and_what_comes_first_counts(office: dict[str, Any]) -> None:
    execute("UPDATE policy_value SET value = '{\"accepted\": 0}' WHERE name = 'cases.step_days'")
    forget()
    (found,) = due_list(office["clerk"], mine=True)
    assert (found.step_on, found.case.due_on, found.limit_on, found.group) == (TUESDAY, date(2026, 11, 25), TUESDAY, "today")
    review(office["clerk"], found.case.id)
    (found,) = due_list(office["clerk"], mine=True)
    assert (found.step_on, found.limit_on) == (None, date(2026, 11, 25)), "a step without a limit of its own has the whole's"


def test_the_morning_is_counted_once_and_the_list_stays_live(office: dict[str, Any]) -> None:
    chief = office["chief"]
    at_day(1)
    assert counted_today(chief) is None
    assert EVERY["day"].run() == 2, "the city's office and the county's"
    assert begin_day() == 0
    found = counted_today(chief)
    assert found
    assert (found.overdue, found.today, found.soon) == (0, 2, 0)
    withdraw(office["clerk"], office["renewal"].id, "applicant")
    assert len(due_list(chief)) == 1
    assert counted_today(chief) == found, "the morning stays what it was"
    at_day(1)
    begin_day()
    found = counted_today(chief)
    assert found
    assert (found.overdue, found.today) == (1, 0)
    assert row("SELECT count(*) AS n FROM audit_row WHERE act = 'cases.begin_day'") == {"n": 2}


@pytest.mark.parametrize("guard", ["off", "on"])
def test_two_workers_count_a_morning_once_and_without_the_key_twice(office: dict[str, Any], monkeypatch: pytest.MonkeyPatch, guard: str) -> None:
    monkeypatch.setattr(due, "rows", Meeting(2).after(rows, lambda sql, *_: "cases_due_day" in sql))
    rule, conflict = "a_day_is_counted_once_for_an_office", "ON CONFLICT ON CONSTRAINT a_day_is_counted_once_for_an_office DO NOTHING"
    if guard == "off":
        monkeypatch.setattr(due, "execute", lambda sql, values: execute(sql.replace(conflict, ""), values))
        on_owner(f"ALTER TABLE cases_due_day DROP CONSTRAINT {rule}")
    try:
        counted = together(2, lambda _: begin_day())
        assert sum(counted) == (4 if guard == "off" else 2)
        assert row("SELECT count(*) AS n FROM cases_due_day") == {"n": sum(counted)}
    finally:
        if guard == "off":
            on_owner("DELETE FROM cases_due_day")
            on_owner(f'ALTER TABLE cases_due_day ADD CONSTRAINT {rule} UNIQUE (office_id, "on")')


def test_who_may_look(office: dict[str, Any]) -> None:
    for viewer in (office["phone"], Viewer(post="guide", office_id=office["office"], level="two_factor")):
        with pytest.raises(PostMayNot):
            due_list(viewer)
        with pytest.raises(PostMayNot):
            counted_today(viewer)
    elsewhere = Viewer(office["clerk"].account_id, office["clerk"].person_id, "clerk", office["hall"], office["hall"], level="two_factor")
    assert due_list(elsewhere) == []
    leave(office["clerk"], at(office["clerk"]))
    assert seen_by(clerk(office, 3), mine=True), "who left his desk still holds his cases"
