"""The green channel: grounds are data, evidence is a kind and nothing more, and an officer who gives too many is listed beside the others."""

from math import comb
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.abuse.picture import as_it_was

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row
from yitang.platform.identity.public import PostMayNot
from yitang.platform.policy.public import forget, set_value, value
from yitang.processes.queue.green import at_least, at_least_of_rate
from yitang.processes.queue.public import EvidenceNeeded, green_rates, green_share, grounds, head_start, issue_ticket
from yitang.processes.queue.tests.test_queue import RENEW, guide


def officer(city: dict[str, Any], post: str = "guide") -> Viewer:
    return Viewer(uuid4(), uuid4(), post, city["office"], city["hall"], level="two_factor")


def chief(city: dict[str, Any]) -> Viewer:
    return officer(city, "chief")


def give(city: dict[str, Any], who: Viewer, ordinary: int, green: int, evidence: str = "disabled") -> None:
    for n in range(ordinary + green):
        issue_ticket(who, city["hall"], RENEW, "window", *(("green", evidence) if n < green else ()))


def test_each_ground_says_what_is_shown_for_it_and_where_it_comes_from(city: dict[str, Any]) -> None:
    found = {one.key: one for one in grounds()}
    assert list(found) == ["age", "disabled", "pregnant", "soldier", "deadline", "learner", "emergency"]
    assert found["soldier"].kinds == (("soldier", "军人证件", "military pass"), ("veteran", "退役军人优待证", "veteran card"))
    assert all(one.source and one.confidence in "ABCO" and one.kinds for one in found.values())
    assert (head_start().rate, head_start().cap_minutes) == (10, 60)


def test_the_kind_is_kept_with_who_gave_it_and_a_ground_that_the_office_ends_gives_no_more(city: dict[str, Any]) -> None:
    wang = guide(city)
    given_ = issue_ticket(wang, city["hall"], RENEW, "window", "green", "veteran")
    assert row("SELECT evidence, issued_by FROM queue_ticket WHERE id = %s", [given_.id]) == {"evidence": "veteran", "issued_by": wang.account_id}
    left = [ground for ground in value("queue.green_grounds") if ground["key"] != "soldier"]
    set_value("queue.green_grounds", left, clock.today(), "test")
    forget()
    with as_it_was(), pytest.raises(EvidenceNeeded):
        issue_ticket(wang, city["hall"], RENEW, "window", "green", "veteran")


def test_who_gives_many_more_than_the_others_is_listed_first_and_they_are_not(city: dict[str, Any]) -> None:
    honest = [officer(city) for _ in range(3)]
    friend = officer(city)
    for one in honest:
        give(city, one, 11, 1)
    give(city, friend, 6, 6, "emergency")
    rates = green_rates(chief(city), city["hall"], clock.today())
    assert (rates[0].account_id, rates[0].odd) == (friend.account_id, True)
    assert [one.odd for one in rates] == [True, False, False, False]
    assert rates[0].expected == pytest.approx(12 * 4 / 38)
    assert rates[0].evidence == (("emergency", 6),)
    assert (green_share(city["hall"], clock.today()).given, green_share(city["hall"], clock.today()).percent) == (48, 19)


def test_a_clerk_who_may_only_give_green_is_compared_with_those_who_do_the_same(city: dict[str, Any]) -> None:
    give(city, officer(city), 20, 2)
    clerks = [officer(city, "clerk") for _ in range(2)]
    for one in clerks:
        give(city, one, 0, 2)
    alike = green_rates(chief(city), city["hall"], clock.today())
    assert not any(one.odd for one in alike)
    assert [one.expected for one in alike if one.account_id not in {c.account_id for c in clerks}] == [None], "alone, with nobody to be compared with"
    give(city, clerks[0], 0, 12)
    assert [one.account_id for one in green_rates(chief(city), city["hall"], clock.today()) if one.odd] == [clerks[0].account_id]


def test_rates_are_the_heads_of_the_own_office_alone(city: dict[str, Any]) -> None:
    with pytest.raises(PostMayNot):
        green_rates(guide(city), city["hall"], clock.today())


@given(st.integers(1, 60), st.integers(0, 60), st.floats(0.01, 0.9))
def test_the_chance_is_the_sum_of_the_binomial(n: int, k: int, share: float) -> None:
    k = min(k, n)
    assert at_least(k, n, share) == pytest.approx(sum(comb(n, i) * share**i * (1 - share) ** (n - i) for i in range(k, n + 1)), abs=1e-9)


def test_the_chance_at_a_mean() -> None:
    assert at_least_of_rate(0, 2.0) == 1.0
    assert at_least_of_rate(1, 2.0) == pytest.approx(0.8646647, abs=1e-6)
