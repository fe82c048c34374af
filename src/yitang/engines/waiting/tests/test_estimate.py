"""The estimate: measured work over open windows."""

from statistics import pvariance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yitang.engines.waiting.estimate import Busy, Range, Times, estimate, rounded_minutes, too_wide

TIMES = {"A": [300.0] * 10, "B": [600.0] * 10}
POOL = [300.0, 600.0]


def test_equal_times_give_an_exact_answer() -> None:
    assert estimate(["A", "A", "A"], [None], TIMES, POOL) == Range(900.0, 900.0)
    assert estimate(["A", "B"], [None, None], TIMES, POOL) == Range(300.0, 300.0)
    assert estimate([], [None], TIMES, POOL) == Range(0.0, 0.0)


def test_what_a_window_has_done_already_is_taken_off() -> None:
    assert estimate([], [Busy("A", 100.0)], TIMES, POOL) == Range(200.0, 200.0)
    assert estimate([], [Busy("A", 400.0)], TIMES, POOL).high_s == 150.0


def test_without_a_window_or_without_a_measurement_it_says_so() -> None:
    assert estimate(["A"], [], TIMES, POOL).unsure
    assert estimate(["A"], [None], {}, []).unsure
    assert not estimate([], [None], {}, []).unsure


def test_a_business_never_measured_counts_as_any() -> None:
    found = estimate(["Z"] * 4, [None], {}, [100.0])
    assert found == Range(400.0, 400.0)


def test_a_range_that_helps_nobody_is_unsure() -> None:
    assert too_wide(60, 721)
    assert not too_wide(60, 720)
    assert estimate(["C"], [None], {"C": [1.0] * 50 + [5000.0] * 50}, POOL).unsure


@pytest.mark.parametrize(("seconds", "up", "minutes"), [(0, False, 0), (61, False, 1), (61, True, 2), (120, True, 2), (1300, False, 20), (1300, True, 25)])
def test_minutes_are_rounded_as_shown(seconds: float, up: bool, minutes: int) -> None:
    assert rounded_minutes(seconds, up) == minutes


def test_a_long_line_agrees_with_its_simulation() -> None:
    times = {"A": [60.0, 120.0, 300.0, 420.0], "B": [200.0, 700.0]}
    pool = times["A"] + times["B"]
    short, long = estimate(["A", "B"] * 20, [None] * 4, times, pool), estimate(["A", "B"] * 21, [None] * 4, times, pool)
    step = (225.0 + 450.0) / 4
    assert short.low_s < long.low_s + step
    assert abs((long.low_s + long.high_s) / 2 - (short.low_s + short.high_s) / 2 - step) < 0.1 * long.high_s
    assert estimate(["A"] * 50, [Busy("A", 100.0)], {"A": [300.0] * 5}, [300.0]) == Range(50 * 300.0 + 200.0, 50 * 300.0 + 200.0)


@given(st.lists(st.sampled_from("AB"), max_size=30), st.integers(1, 8))
def test_one_more_ahead_never_shortens_the_wait(before: list[str], windows: int) -> None:
    times = {"A": [60.0, 120.0, 300.0], "B": [200.0, 700.0]}
    here, later = (estimate(line, [None] * windows, times, POOL) for line in (before, [*before, "A"]))
    assert here.low_s <= here.high_s
    assert later.low_s >= here.low_s
    assert later.high_s >= here.high_s


@given(st.lists(st.sampled_from("AB"), max_size=60), st.integers(1, 8))
def test_with_equal_times_one_more_window_never_lengthens_the_wait(before: list[str], windows: int) -> None:
    assert estimate(before, [None] * (windows + 1), TIMES, POOL).high_s <= estimate(before, [None] * windows, TIMES, POOL).high_s + 1e-9


@given(st.lists(st.floats(1, 5000), min_size=1, max_size=50), st.integers(0, 60), st.floats(0, 6000))
def test_times_that_know_their_moments_give_the_same_answer_as_a_list(seconds: list[float], many: int, served: float) -> None:
    windows, known = [None, Busy("A", served)], Times(seconds)
    assert list(known) == sorted(seconds)
    assert known.variance == pytest.approx(pvariance(seconds), abs=1e-6)
    assert estimate(["A"] * many, windows, {"A": known}, known) == estimate(["A"] * many, windows, {"A": sorted(seconds)}, sorted(seconds))
