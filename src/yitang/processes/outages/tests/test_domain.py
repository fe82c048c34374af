"""States of a form, and where two entries differ."""

from hypothesis import given
from hypothesis import strategies as st

from yitang.processes.outages.domain import FINAL, STATES, WORDS, Difference, differences, plain, serials_of

FIELDS = st.dictionaries(st.sampled_from(["number", "owner_0_number", "officer", "agent"]), st.text(alphabet="aX1 王", max_size=6))


def test_every_state_has_words_and_an_end_is_an_end() -> None:
    assert {state for pair in STATES.items() for state in (pair[0][0], pair[1])} == set(WORDS)
    assert not {state for state, _ in STATES} & set(FINAL)


@given(FIELDS, FIELDS)
def test_two_entries_differ_exactly_where_they_say_something_else(one: dict[str, str], other: dict[str, str]) -> None:
    first, second = plain(one), plain(other)
    found = {d.name for d in differences(first, second)}
    assert found == {name for name in {*first, *second} if first.get(name, "") != second.get(name, "")}
    assert (not found) == (first == second)


def test_blanks_and_the_case_of_a_number_are_no_difference() -> None:
    assert plain({"number": " 99000019860101900x ", "officer": "李  四", "agent": " "}) == {"number": "99000019860101900X", "officer": "李 四"}
    assert differences({"a": "1"}, {"a": "2", "b": "3"}) == [Difference("a", "1", "2"), Difference("b", "", "3")]


def test_serials_follow_their_batch() -> None:
    assert serials_of("N2026-000007", 3) == ["N2026-000007-001", "N2026-000007-002", "N2026-000007-003"]
