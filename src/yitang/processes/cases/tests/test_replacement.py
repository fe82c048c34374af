"""Replacement of a lost licence to the letter of order 162: grants and refusals in balance."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from yitang.processes.cases.businesses.licences import HOLDER, Ages, Holder
from yitang.processes.cases.businesses.replacement import RULES, Facts, Policy, check
from yitang.processes.cases.tests.orders import in_balance, said_of, stands_in_its_order
from yitang.registers.catalogue.public import business

ON = date(2026, 11, 24)
ALL: list[Any] = [*HOLDER, *RULES]


def facts(statuses: str = "", classes: str = "C1", identity_matches: bool = True, lost: bool = True, old_here: bool = False, **holder: Any) -> Facts:
    """Somebody with whom everything is in order, but for what is said."""
    known = Holder(on=ON, valid_until=date(2029, 1, 10), statuses=frozenset(statuses.split()), classes=frozenset(classes.split()))
    return Facts(replace(known, **holder), identity_matches, lost, old_here)


AGENT: dict[str, Any] = {"holder_is_applicant": False, "agent_identity": True, "agent_letter": True}
AWAY: dict[str, Any] = {"at_issuing_office": False}

GRANTS = {
    "the holder himself": facts(),
    "an agent with identity and letter": facts(**AGENT),
    "open violations at the place of issue": facts(open_violations=3),
    "an open accident at the place of issue": facts(open_accidents=1),
    "twelve points that wait for the course, at the place of issue": facts(full_points=True),
    "away from home, health declared": facts(**AWAY),
    "an agent away from home": facts(**AGENT, **AWAY),
    "a long-term licence": facts(valid_until=None),
    "a term that ended last week": facts(valid_until=date(2026, 11, 17)),
    "a year late to the day": facts(valid_until=date(2025, 11, 24)),
    "late, but deferred": facts(valid_until=date(2025, 1, 1), deferred_until=date(2026, 6, 1)),
    "a soldier's certificate with his unit's proof": facts(military=True, garrison_proof=True),
    "in the first year": facts("probation"),
    "a car driver of eighty at home, not tested": facts(age=80, ability_tested=False),
    "a car driver of seventy away from home, tested": facts(age=70, **AWAY),
    "a bus driver of sixty-two": facts(classes="A1", age=62),
    "a lorry driver with points at home": facts(classes="B2", points=True, study_hours=0),
    "a car driver with points away from home": facts(points=True, study_hours=0, **AWAY),
}  # fmt: skip


@pytest.mark.parametrize("given", GRANTS.values(), ids=GRANTS)
def test_granted(given: Facts) -> None:
    found = check(given, Policy())
    assert found.clear, found.said
    assert found.grant == {"moves": "yes" if given.holder.away else ""}


REFUSALS: dict[str, tuple[Facts, list[str], list[str]]] = {
    "no identity document": (facts(identity_shown=False), ["id_person"], []),
    "an expired card, or one of fifteen signs": (facts(identity_valid=False), [], ["identity_invalid"]),
    "another number than in the register": (facts(identity_matches=False), [], ["identity_mismatch"]),
    "a soldier's certificate alone": (facts(military=True), ["id_person"], []),
    "an agent without a letter": (facts(**{**AGENT, "agent_letter": False}), ["id_agent"], []),
    "an agent without identity": (facts(**{**AGENT, "agent_identity": False}), ["id_agent"], []),
    "an agent whom nobody sent": (facts(**AGENT, agent_confirmed=False), [], ["agent_not_sent"]),
    "suspended": (facts("suspended"), [], ["held"]),
    "seized": (facts("seized"), [], ["held"]),
    "suspended and seized: said once": (facts("suspended seized"), [], ["held"]),
    "it lies on the desk": (facts(old_here=True), [], ["not_lost"]),
    "it is only damaged": (facts(lost=False), [], ["not_lost"]),
    "revoked": (facts("revoked"), [], ["revoked"]),
    "cancelled": (facts("cancelled"), [], ["cancelled"]),
    "a year and a day late": (facts(valid_until=date(2025, 11, 23)), [], ["expired_over_a_year"]),
    "away from home, no declaration": (facts(**AWAY, health_declared=False), ["declaration"], []),
    "away from home, and not fit": (facts(**AWAY, health_fit=False), [], ["not_fit"]),
    "away from home with an open violation": (facts(**AWAY, open_violations=1), [], ["violations_open"]),
    "away from home with an open accident": (facts(**AWAY, open_accidents=1), [], ["accidents_open"]),
    "away from home with twelve points": (facts(**AWAY, full_points=True), [], ["full_points"]),
    "away from home at seventy, not tested": (facts(**AWAY, age=70, ability_tested=False), [], ["ability_test"]),
    "away from home, a lorry driver with points": (facts(**AWAY, classes="B2", points=True, study_hours=2), [], ["study_hours"]),
    "a bus driver of sixty-three": (facts(classes="A1", age=63), [], ["age_heavy"]),
    "a motorcyclist of seventy": (facts(classes="E", age=70), [], ["age_light"]),
    "everything at once": (
        facts("seized", **{**AGENT, "agent_letter": False}, **AWAY, identity_shown=False, open_violations=1), ["id_person", "id_agent"],
        ["held", "violations_open"]),
}  # fmt: skip


@pytest.mark.parametrize(("given", "missing", "grounds"), REFUSALS.values(), ids=REFUSALS)
def test_refused_with_one_complete_list(given: Facts, missing: list[str], grounds: list[str]) -> None:
    assert said_of(check(given, Policy())) == (missing, grounds)


def test_enough_cases_in_balance() -> None:
    assert in_balance(GRANTS, REFUSALS)


def test_each_rule_quotes_the_order_or_names_its_policy(db: None) -> None:
    assert [rule.name for rule in ALL if not stands_in_its_order(rule.says.basis)] == []


def test_each_rule_bites_in_some_case() -> None:
    some, strict = [given for given, *_ in REFUSALS.values()], Policy(after_the_term=False)
    ended = [(f, p) for f in [*some, GRANTS["a term that ended last week"]] for p in (Policy(), strict)]
    assert {rule.name for f, p in ended for rule in RULES if rule.bites(f, p)} == {rule.name for rule in RULES}
    assert {rule.name for f in some for rule in HOLDER if rule.bites(f.holder, Ages())} == {rule.name for rule in HOLDER}


def test_no_paper_is_asked_for_that_the_catalogue_does_not_name() -> None:
    listed = {m.id for m in business("DRV-LOST").materials}
    assert {rule.says.material for rule in ALL if hasattr(rule.says, "material")} == listed


def test_a_licence_whose_term_has_ended_by_policy() -> None:
    late = facts(valid_until=date(2026, 11, 23))
    assert check(late, Policy()).clear
    assert said_of(check(late, Policy(after_the_term=False))) == ([], ["term_ended"])
    assert check(facts(valid_until=ON), Policy(after_the_term=False)).clear, "on its last day it is in force"
