"""Dated values: the one in force on a day, the province's own first."""

from datetime import date

import pytest

from yitang.platform.database.public import execute
from yitang.platform.policy.public import NoSuchValue, forget, load_defaults, set_value, unverified, value, value_row


@pytest.fixture
def loaded(db: None) -> None:
    forget()
    load_defaults()
    forget()


def test_loading_twice_adds_nothing_and_keeps_what_the_office_set(loaded: None) -> None:
    execute("UPDATE policy_value SET value = '7'::jsonb WHERE name = 'queue.recall_max'")
    assert load_defaults() == 0
    forget()
    assert value("queue.recall_max") == 7


def test_a_value_counts_from_its_day_and_the_province_comes_first(loaded: None) -> None:
    add = (
        "INSERT INTO policy_value (name, province, effective_from, value, unit, source, confidence, verified) "
        "VALUES ('renewal.age_heavy', %s, %s, %s::jsonb, 'years', 'test', 'O', true)"
    )
    execute(add, ["", date(2030, 1, 1), "65"])
    execute(add, ["鲁", date(2024, 1, 1), "61"])
    forget()
    assert value("renewal.age_heavy", date(2029, 12, 31)) == 63
    assert value("renewal.age_heavy", date(2030, 1, 1)) == 65
    assert value("renewal.age_heavy", date(2029, 12, 31), "鲁") == 61


def test_what_is_unverified_says_so(loaded: None) -> None:
    assert "cases.two_people" in {r.name for r in unverified()}
    assert value_row("renewal.window_days").source == "R162 Art.63"


def test_a_value_that_the_office_decides_is_its_own_also_from_the_day_of_the_default(loaded: None) -> None:
    old = value_row("cases.two_people")
    set_value("cases.two_people", old.value, old.effective_from, "decision 7 of the office")
    forget()
    now = value_row("cases.two_people")
    assert (now.source, now.confidence, now.verified) == ("decision 7 of the office", "O", True)


def test_a_name_that_nobody_set_is_an_error(loaded: None) -> None:
    with pytest.raises(NoSuchValue):
        value("no.such")


def test_before_its_first_day_a_value_is_not_there(loaded: None) -> None:
    with pytest.raises(NoSuchValue):
        value("queue.recall_max", date(2000, 1, 1))
