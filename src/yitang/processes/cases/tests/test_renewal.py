"""Renewal to the letter of order 162: grants and refusals in balance."""

from dataclasses import replace
from datetime import date

import pytest

from yitang.processes.cases.businesses.findings import Findings
from yitang.processes.cases.businesses.licences import years_after
from yitang.processes.cases.businesses.renewal import RULES, Cycle, Facts, Policy, check, months_before, new_term
from yitang.registers.catalogue.public import order_articles

ON = date(2026, 11, 24)
GOOD = Facts(
    on=ON, holder_is_applicant=True, identity_shown=True, identity_valid=True, identity_matches=True, valid_until=date(2027, 1, 10),
    term_years=6, classes=frozenset({"C1"}), age=40, cycles=(Cycle(0),) * 6, medical_on=date(2026, 11, 20),
)  # fmt: skip
AGENT = replace(GOOD, holder_is_applicant=False, agent_identity=True, agent_letter=True)


def ask(facts: Facts, policy: Policy | None = None) -> Findings:
    return check(facts, policy or Policy())


GRANTS = {
    "an ordinary renewal": (GOOD, "10", "2037-01-10"),
    "on the first of the ninety days": (replace(GOOD, valid_until=date(2027, 2, 22)), "10", "2037-02-22"),
    "on the day of expiry": (replace(GOOD, valid_until=ON), "10", "2036-11-24"),
    "a day late, the term counts from today": (replace(GOOD, valid_until=date(2026, 11, 23)), "10", "2036-11-24"),
    "a year late to the day": (replace(GOOD, valid_until=date(2025, 11, 24)), "10", "2036-11-24"),
    "eleven points in a cycle": (replace(GOOD, cycles=(Cycle(11),) * 6), "10", "2037-01-10"),
    "twelve points, studied: six again": (replace(GOOD, cycles=(Cycle(12, True), Cycle(0))), "6", "2033-01-10"),
    "more than twelve, studied: six again": (replace(GOOD, cycles=(Cycle(24, True),)), "6", "2033-01-10"),
    "from ten to long term": (replace(GOOD, term_years=10, cycles=(Cycle(3),) * 10), "0", ""),
    "ten with twelve points, studied: ten again": (replace(GOOD, term_years=10, cycles=(Cycle(12, True),)), "10", "2037-01-10"),
    "medical of exactly six months": (replace(GOOD, medical_on=date(2026, 5, 24)), "10", "2037-01-10"),
    "medical by network, no paper": (replace(GOOD, medical_on=None, medical_networked=True), "10", "2037-01-10"),
    "old paper but a networked proof": (replace(GOOD, medical_on=date(2026, 1, 1), medical_networked=True), "10", "2037-01-10"),
    "an agent with identity and letter": (AGENT, "10", "2037-01-10"),
    "away from home with the old licence": (replace(GOOD, at_issuing_office=False), "10", "2037-01-10"),
    "an agent away from home": (replace(AGENT, at_issuing_office=False), "10", "2037-01-10"),
    "at home without the old licence": (replace(GOOD, old_licence_shown=False), "10", "2037-01-10"),
    "a bus driver of sixty-two": (replace(GOOD, classes=frozenset({"A1"}), age=62), "10", "2037-01-10"),
    "a car driver of sixty-nine": (replace(GOOD, age=69), "10", "2037-01-10"),
    "a car driver of seventy, tested": (replace(GOOD, age=70), "10", "2037-01-10"),
    "a car driver of ninety, tested": (replace(GOOD, age=90), "10", "2037-01-10"),
    "a moped rider of eighty": (replace(GOOD, classes=frozenset({"F"}), age=80), "10", "2037-01-10"),
    "a motorcyclist of sixty-nine": (replace(GOOD, classes=frozenset({"E"}), age=69), "10", "2037-01-10"),
    "a lorry driver with points who studied": (replace(GOOD, classes=frozenset({"B2"}), heavy_points_in_cycle=True, study_hours=3), "10", "2037-01-10"),
    "a car driver with points needs no study": (replace(GOOD, heavy_points_in_cycle=True, study_hours=0), "10", "2037-01-10"),
    "a tram driver with points needs no study": (
        replace(GOOD, classes=frozenset({"P", "N", "M"}), heavy_points_in_cycle=True, study_hours=0), "10", "2037-01-10"),
    "deferred beyond a year": (replace(GOOD, valid_until=date(2025, 1, 1), deferred_until=date(2026, 3, 1)), "10", "2036-11-24"),
    "expiry on 29 February": (replace(GOOD, on=date(2028, 2, 1), valid_until=date(2028, 2, 29), medical_on=date(2028, 1, 31)), "10", "2038-02-28"),
    "a status that does not matter": (replace(GOOD, statuses=frozenset({"probation"})), "10", "2037-01-10"),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "years", "until"), GRANTS.values(), ids=GRANTS)
def test_granted(facts: Facts, years: str, until: str) -> None:
    found = ask(facts)
    assert found.clear, (found.missing, found.grounds)
    assert (found.grant["years"], found.grant["until"]) == (years, until)


REFUSALS = {
    "no identity document": (replace(GOOD, identity_shown=False), ["id_person"], []),
    "no medical": (replace(GOOD, medical_on=None), ["medical"], []),
    "medical of six months and a day": (replace(GOOD, medical_on=date(2026, 5, 23)), ["medical"], []),
    "medical of an unknown clinic": (replace(GOOD, medical_recognised=False), ["medical"], []),
    "an agent without a letter": (replace(AGENT, agent_letter=False), ["id_agent"], []),
    "an agent without identity": (replace(AGENT, agent_identity=False), ["id_agent"], []),
    "an agent with neither, and no medical: one list": (
        replace(AGENT, agent_identity=False, agent_letter=False, medical_on=None), ["medical", "id_agent", "id_agent"], []),
    "away from home without the old licence": (replace(GOOD, at_issuing_office=False, old_licence_shown=False), ["dlicense"], []),
    "away from home without a declaration": (replace(GOOD, at_issuing_office=False, health_declared=False), ["declaration"], []),
    "an expired identity card": (replace(GOOD, identity_valid=False), [], ["identity_invalid"]),
    "two ID numbers": (replace(GOOD, identity_matches=False), [], ["identity_mismatch"]),
    "ninety-one days before": (replace(GOOD, valid_until=date(2027, 2, 23)), [], ["too_early"]),
    "long term": (replace(GOOD, valid_until=None, term_years=0), [], ["long_term"]),
    "a year and a day late": (replace(GOOD, valid_until=date(2025, 11, 23)), [], ["expired_over_a_year"]),
    "deferral ended over a year ago": (replace(GOOD, valid_until=date(2022, 1, 1), deferred_until=date(2025, 1, 1)), [], ["expired_over_a_year"]),
    "suspended": (replace(GOOD, statuses=frozenset({"suspended"})), [], ["suspended"]),
    "seized": (replace(GOOD, statuses=frozenset({"seized"})), [], ["seized"]),
    "revoked": (replace(GOOD, statuses=frozenset({"revoked"})), [], ["revoked"]),
    "withdrawn": (replace(GOOD, statuses=frozenset({"withdrawn"})), [], ["revoked"]),
    "cancelled": (replace(GOOD, statuses=frozenset({"cancelled"})), [], ["cancelled"]),
    "an open violation": (replace(GOOD, open_violations=1), [], ["violations_open"]),
    "an open accident": (replace(GOOD, open_accidents=1), [], ["accidents_open"]),
    "twelve points, not studied": (replace(GOOD, cycles=(Cycle(0), Cycle(12))), [], ["full_points"]),
    "found unfit": (replace(GOOD, medical_fit=False), [], ["not_fit"]),
    "a bus driver of sixty-three": (replace(GOOD, classes=frozenset({"A1"}), age=63), [], ["age_heavy"]),
    "a lorry driver who also drives cars, sixty-four": (replace(GOOD, classes=frozenset({"B2", "C1"}), age=64), [], ["age_heavy"]),
    "a motorcyclist of seventy": (replace(GOOD, classes=frozenset({"E"}), age=70), [], ["age_light"]),
    "a car driver of seventy, not tested": (replace(GOOD, age=70, ability_tested=False), [], ["ability_test"]),
    "a lorry driver with points who did not study": (
        replace(GOOD, classes=frozenset({"B2"}), heavy_points_in_cycle=True, study_hours=2), [], ["study_hours"]),
    "an agent whom nobody sent": (replace(AGENT, agent_confirmed=False), [], ["agent_not_sent"]),
    "everything at once": (
        replace(GOOD, medical_on=None, identity_valid=False, open_violations=2, statuses=frozenset({"seized"})),
        ["medical"], ["identity_invalid", "seized", "violations_open"]),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "missing", "grounds"), REFUSALS.values(), ids=REFUSALS)
def test_refused_with_one_complete_list(facts: Facts, missing: list[str], grounds: list[str]) -> None:
    found = ask(facts)
    assert [m.material for m in found.missing] == missing
    assert [g.code for g in found.grounds] == grounds
    for said in found.said:
        assert said.zh
        assert said.en
        assert said.cure_zh
        assert said.cure_en


def test_at_least_forty_cases_in_balance() -> None:
    assert len(GRANTS) + len(REFUSALS) >= 40
    assert 0.45 <= len(GRANTS) / (len(GRANTS) + len(REFUSALS)) <= 0.55


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_quotes_the_order(rule) -> None:  # type: ignore[no-untyped-def]
    order, article = rule.says.basis.article.split(" Art.")
    text = order_articles(order[1:])[int(article.split("(")[0])]
    assert rule.says.basis.quote in text.replace("\n", "")


def test_each_rule_bites_in_some_case() -> None:
    bitten = {rule.name for facts, *_ in REFUSALS.values() for rule in RULES if rule.bites(facts, Policy())}
    assert bitten == {rule.name for rule in RULES}


def test_the_age_of_order_162_by_policy() -> None:
    old = replace(GOOD, classes=frozenset({"A1"}), age=60)
    assert ask(old).clear
    assert [g.code for g in ask(old, Policy(age_heavy=60)).grounds] == ["age_heavy"]


def test_a_term_that_counts_from_issue_by_policy() -> None:
    assert ask(GOOD, Policy(count_from_old_expiry=False)).grant["until"] == "2036-11-24"


def test_months_and_years() -> None:
    assert months_before(date(2026, 8, 31), 6) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 1) == date(2025, 12, 15)
    assert years_after(date(2024, 2, 29), 6) == date(2030, 2, 28)
    assert new_term(replace(GOOD, term_years=0), Policy()) == 0
