"""The statistic by which somebody stands out: exact against the definition, and it lists the planted one and not the others."""

import math
import random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from yitang.processes.oversight.domain import at_least, pairs, rates


def officer(n: int) -> UUID:
    return UUID(int=n)


@given(st.integers(0, 60), st.floats(0.01, 60))
def test_the_tail_is_that_of_the_definition(count: int, expected: float) -> None:
    below = math.fsum(math.exp(-expected) * expected**k / math.factorial(k) for k in range(count))
    assert math.isclose(at_least(count, expected), 1 - below, rel_tol=1e-6, abs_tol=1e-9)


def test_far_out_it_stays_a_small_number_and_no_difference_of_large_ones() -> None:
    assert at_least(0, 3.0) == 1.0
    assert at_least(5, 0.0) == 0.0
    assert math.isclose(at_least(40, 1.0), 4.6e-49, rel_tol=0.1)


def test_one_officer_who_overrides_more_than_the_others_stands_out_and_they_do_not() -> None:
    chance = random.Random(82)
    counts = {officer(n): (sum(chance.random() < 0.02 for _ in range(400)), 400) for n in range(1, 20)}
    assert not any(one.stands_out for one in rates(counts, 0.001, 3)), "nobody, while all have one rate"
    found = rates(counts | {officer(20): (30, 400)}, 0.001, 3)
    assert [(one.account, one.count) for one in found if one.stands_out] == [(officer(20), 30)]
    assert found[0].account == officer(20)
    assert found[0].peers < 0.03


def test_a_few_times_or_alone_nobody_stands_out() -> None:
    assert [one.stands_out for one in rates({officer(1): (2, 100), officer(2): (0, 100000)}, 0.001, 3)] == [False, False]
    assert [(one.chance, one.stands_out) for one in rates({officer(1): (50, 100)}, 0.001, 3)] == [(1.0, False)], "there is nobody to compare with"
    assert rates({officer(1): (0, 0)}, 0.001, 3) == []
    assert [one.stands_out for one in rates({officer(1): (40, 0), officer(2): (0, 500)}, 0.001, 3)] == [True, False], "much of it with no work at all"


def test_a_pair_that_meets_more_often_than_by_their_work_is_found() -> None:
    chance, counts = random.Random(13), dict[tuple[UUID, UUID], int]()
    for _ in range(1000):
        pair = officer(chance.randrange(10)), officer(100 + chance.randrange(6))
        counts[pair] = counts.get(pair, 0) + 1
    assert not any(one.stands_out for one in pairs(counts, 0.001, 3))
    planted = (officer(3), officer(104))
    found = pairs(counts | {planted: counts[planted] + 40}, 0.001, 3)
    assert [(one.acceptor, one.reviewer) for one in found if one.stands_out] == [planted]


def test_the_only_two_of_an_office_do_not_stand_out() -> None:
    assert [one.stands_out for one in pairs({(officer(1), officer(2)): 500}, 0.001, 3)] == [False]
