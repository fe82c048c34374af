"""The rule: who is next, and why."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yitang.engines.dispatch.policy import ClassRule, Rule, Waiting, Window, ahead, choose, fewest_skills, line

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ANY = Window(UUID(int=1), None)
FIRST_COME = Rule(1, {"ordinary": ClassRule(0, 1)}, 1e9)
STRICT = Rule(2, {"ordinary": ClassRule(0, 1), "green": ClassRule(1e6, 1)}, 1e9)
ACCUMULATING = Rule(3, {"ordinary": ClassRule(0, 1), "green": ClassRule(0, 10)}, 60)


def person(n: int, minutes: float, klass: str = "ordinary", businesses: str = "A", **more: object) -> Waiting:
    since = NOW - timedelta(minutes=minutes)
    return Waiting(UUID(int=n), f"A{n:03d}", klass, frozenset(businesses), since, since, **more)  # type: ignore[arg-type]


def chosen(queue: list[Waiting], rule: Rule, window: Window = ANY) -> int | None:
    found = choose(queue, window, rule, NOW).ticket_id
    return found.int if found else None


def test_first_come_takes_the_oldest() -> None:
    assert chosen([person(1, 3), person(2, 9, "green"), person(3, 5)], FIRST_COME) == 2


def test_strict_priority_takes_green_first_however_young() -> None:
    assert chosen([person(1, 59), person(2, 0.1, "green")], STRICT) == 2


def test_accumulating_priority_lets_a_long_wait_win_over_a_fresh_green() -> None:
    assert chosen([person(1, 30), person(2, 2, "green")], ACCUMULATING) == 1
    assert chosen([person(1, 30), person(2, 4, "green")], ACCUMULATING) == 2


def test_beyond_the_age_cap_the_oldest_goes_before_everybody() -> None:
    assert chosen([person(1, 61), person(2, 59, "green"), person(3, 65)], ACCUMULATING) == 3


def test_a_window_calls_only_what_it_takes_and_what_was_sent_to_it() -> None:
    narrow = Window(UUID(int=7), frozenset("A"))
    queue = [person(1, 9, businesses="AB"), person(2, 5), person(3, 20, only_window=UUID(int=8))]
    assert chosen(queue, FIRST_COME, narrow) == 2
    assert chosen(queue, FIRST_COME, Window(UUID(int=8), frozenset("C"))) == 3
    assert chosen([], FIRST_COME) is None
    assert chosen([person(1, 9, not_window=narrow.id), person(2, 5)], FIRST_COME, narrow) == 2, "not by the window that sent the person on"


def test_who_is_parked_is_not_called_before_his_time() -> None:
    later = Waiting(UUID(int=1), "A001", "ordinary", frozenset("A"), NOW - timedelta(minutes=9), NOW + timedelta(seconds=1))
    assert chosen([later], FIRST_COME) is None


def test_an_idle_window_goes_to_the_one_with_fewest_skills_that_fits() -> None:
    wide, narrow, other = Window(UUID(int=1), frozenset("ABC")), Window(UUID(int=2), frozenset("A")), Window(UUID(int=3), frozenset("B"))
    assert fewest_skills([ANY, wide, narrow, other], person(1, 1), NOW) == narrow
    assert fewest_skills([other], person(1, 1), NOW) is None


def test_ahead_are_those_who_would_be_called_before() -> None:
    queue = [person(1, 30), person(2, 4, "green"), person(3, 10), person(4, 9, only_window=UUID(int=8))]
    assert [w.ticket_id.int for w in ahead(queue, UUID(int=3), ACCUMULATING, NOW)] == [2, 1]
    assert len(ahead(queue, UUID(int=99), ACCUMULATING, NOW)) == 4


PEOPLE = st.lists(st.tuples(st.floats(0, 100), st.sampled_from(["ordinary", "green"])), max_size=12)


@given(PEOPLE)
def test_the_choice_is_a_candidate_and_candidates_are_in_order(found: list[tuple[float, str]]) -> None:
    queue = [person(n, minutes, klass) for n, (minutes, klass) in enumerate(found)]
    choice = choose(queue, ANY, ACCUMULATING, NOW)
    assert len(choice.candidates) == len(queue)
    free = [c.points for c in choice.candidates if not c.capped]
    assert free == sorted(free, reverse=True)
    assert choose(list(reversed(queue)), ANY, ACCUMULATING, NOW).candidates == choice.candidates


@given(
    st.lists(st.tuples(st.floats(-5, 120), st.sampled_from(["ordinary", "green", "unheard of"])), max_size=40),
    st.sampled_from([FIRST_COME, STRICT, ACCUMULATING]), st.integers(0, 12),
)  # fmt: skip
def test_the_first_few_are_the_first_of_all(waits: list[tuple[float, str]], rule: Rule, most: int) -> None:
    queue = [person(n, minutes, klass) for n, (minutes, klass) in enumerate(waits)]
    assert choose(queue, ANY, rule, NOW, most).candidates == choose(queue, ANY, rule, NOW).candidates[:most]


def test_no_index_falls_while_somebody_waits() -> None:
    with pytest.raises(ValueError, match="-1"):
        ClassRule(0, -1)


@given(
    st.lists(st.tuples(st.floats(-5, 120), st.sampled_from(["ordinary", "green"])), max_size=30), st.sampled_from(["ordinary", "green", "unheard of"]),
    st.sampled_from([FIRST_COME, STRICT, ACCUMULATING]),
)  # fmt: skip
def test_a_newcomer_is_placed_as_if_the_whole_line_were_sorted_again(waits: list[tuple[float, str]], klass: str, rule: Rule) -> None:
    queue = [person(n, minutes, of) for n, (minutes, of) in enumerate(waits, start=1)]
    newcomer = Waiting(UUID(int=999), "", klass, frozenset("A"), NOW, NOW)
    assert line(queue, rule, NOW).before(newcomer, rule, NOW) == len(ahead([*queue, newcomer], newcomer.ticket_id, rule, NOW))
