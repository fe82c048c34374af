"""A licence is put together from its facts, whatever is missing among them."""

from datetime import date
from typing import Any
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from yitang.registers.drivers.domain import day, licence_row

DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1)).map(date.isoformat)
CYCLES = st.lists(st.fixed_dictionaries({"start": DAYS, "points": st.integers(0, 12), "studied": st.booleans()}), max_size=8)
OPTIONAL: dict[str, st.SearchStrategy[Any]] = {
    "status": st.fixed_dictionaries({"statuses": st.lists(st.sampled_from(["normal", "suspended", "seized", "expired"]), max_size=3)}),
    "cycles": st.fixed_dictionaries({"cycles": CYCLES}),
    "open": st.fixed_dictionaries({"violations": st.integers(0, 9), "accidents": st.integers(0, 9)}),
    "medical": st.fixed_dictionaries({"on": st.one_of(st.none(), DAYS), "fit": st.booleans()}),
    "document": st.fixed_dictionaries({"serial": st.text(max_size=20)}),
}
FACTS = st.fixed_dictionaries(
    {
        "classes": st.fixed_dictionaries({"classes": st.lists(st.sampled_from(["A1", "B2", "C1", "C5", "D"]), min_size=1, max_size=3)}),
        "term": st.fixed_dictionaries({"from": DAYS, "until": st.one_of(st.none(), DAYS), "years": st.sampled_from([0, 6, 10])}),
    },
    optional=OPTIONAL,
)


@given(FACTS)
def test_a_licence_says_what_its_facts_say_and_nothing_of_those_that_are_missing(facts: dict[str, Any]) -> None:
    licence = {"id": uuid4(), "person_id": uuid4(), "archive_number": "990000000001"}
    found = licence_row(licence, facts)
    assert found.classes == tuple(facts["classes"]["classes"])
    assert (found.valid_from.isoformat(), found.term_years) == (facts["term"]["from"], facts["term"]["years"])
    assert found.valid_until == day(facts["term"]["until"])
    assert found.statuses == frozenset(facts.get("status", {}).get("statuses", []))
    assert [c.points for c in found.cycles] == [c["points"] for c in facts.get("cycles", {}).get("cycles", [])]
    assert found.open_violations == facts.get("open", {}).get("violations", 0)
    assert found.medical_fit == facts.get("medical", {}).get("fit", False)
    assert found.document_serial == facts.get("document", {}).get("serial", "")


def test_no_day_is_no_day() -> None:
    assert day(None) is None
    assert day("") is None
    assert day("2026-11-24") == date(2026, 11, 24)
