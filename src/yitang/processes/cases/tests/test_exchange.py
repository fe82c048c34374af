"""Exchange of a licence with changed data, or damaged, to the letter of order 162: grants and refusals in balance."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from yitang.processes.cases.businesses.exchange import RULES, Facts, Policy, check, days_late
from yitang.processes.cases.businesses.licences import HOLDER, Ages, Holder
from yitang.processes.cases.tests.orders import in_balance, said_of, stands_in_its_order
from yitang.registers.catalogue.public import business, order_articles

ON = date(2026, 11, 24)
ALL: list[Any] = [*HOLDER, *RULES]
KNOWN = Holder(on=ON, valid_until=date(2029, 1, 10))
NAME = Facts(KNOWN, frozenset({"name"}))
NUMBER = Facts(KNOWN, frozenset({"number"}))
BOTH = Facts(KNOWN, frozenset({"name", "number"}))
DAMAGED = Facts(KNOWN, damaged=True, licence_shown=False, proof_shown=False)
AGENT = replace(KNOWN, holder_is_applicant=False, agent_identity=True, agent_letter=True)
AWAY = replace(KNOWN, at_issuing_office=False)


def whose(facts: Facts, holder: Holder = KNOWN, **more: Any) -> Facts:
    return replace(facts, holder=replace(holder, **more))


GRANTS = {
    "a new name": (NAME, "data", "name"),
    "a new number with its proof": (NUMBER, "data", "number"),
    "both": (BOTH, "data", "name number"),
    "a new name needs no proof": (replace(NAME, proof_shown=False), "data", "name"),
    "damaged, and nothing but the card": (DAMAGED, "damaged", ""),
    "damaged and a new name": (replace(NAME, damaged=True), "data", "name"),
    "an agent with identity and letter": (whose(NAME, AGENT), "data", "name"),
    "away from home, health declared": (whose(NUMBER, AWAY), "data", "number"),
    "on the thirtieth day": (replace(NAME, changed_on=ON - timedelta(days=30)), "data", "name"),
    "late: no article refuses it": (replace(NAME, changed_on=date(2026, 1, 1)), "data", "name"),
    "open violations at the place of issue": (whose(NAME, open_violations=2), "data", "name"),
    "twelve points at the place of issue": (whose(DAMAGED, full_points=True), "damaged", ""),
    "a soldier's certificate with his unit's proof": (whose(NAME, military=True, garrison_proof=True), "data", "name"),
    "a long-term licence": (whose(NAME, valid_until=None), "data", "name"),
    "a term that ended last week": (whose(NAME, valid_until=date(2026, 11, 17)), "data", "name"),
    "a car driver of eighty at home": (whose(DAMAGED, age=80, ability_tested=False), "damaged", ""),
    "an agent hands in a licence for another name": (whose(replace(NAME, changed_on=ON), AGENT), "data", "name"),
    "a car driver of seventy away from home, tested": (whose(DAMAGED, AWAY, age=70), "damaged", ""),
}


@pytest.mark.parametrize(("given", "why", "changes"), GRANTS.values(), ids=GRANTS)
def test_granted(given: Facts, why: str, changes: str) -> None:
    found = check(given, Policy())
    assert found.clear, found.said
    assert (found.grant["why"], found.grant["changes"], found.grant["moves"]) == (why, changes, "yes" if given.holder.away else "")


HELD = frozenset({"suspended"})
REFUSALS: dict[str, tuple[Facts, list[str], list[str]]] = {
    "no identity document": (whose(NAME, identity_shown=False), ["id_person"], []),
    "an expired card": (whose(NAME, identity_valid=False), [], ["identity_invalid"]),
    "a soldier's certificate alone": (whose(NAME, military=True), ["id_person"], []),
    "the old licence is at home": (replace(NAME, licence_shown=False), ["dlicense"], []),
    "a new number without its proof": (replace(NUMBER, proof_shown=False), ["idchange"], []),
    "neither proof nor licence": (replace(BOTH, proof_shown=False, licence_shown=False), ["dlicense", "idchange"], []),
    "a number of fifteen signs as the new one": (replace(NUMBER, number_of_now=False), [], ["number_of_the_past"]),
    "a number that somebody else has": (replace(NUMBER, number_taken=True), [], ["number_taken"]),
    "nothing has changed": (Facts(KNOWN), [], ["nothing_changed"]),
    "suspended: the licence cannot be handed in": (whose(NAME, statuses=HELD), ["dlicense"], []),
    "seized and said to be damaged": (whose(DAMAGED, statuses=frozenset({"seized"})), [], ["held"]),
    "an agent without a letter": (whose(NAME, AGENT, agent_letter=False), ["id_agent"], []),
    "an agent without identity": (whose(NAME, AGENT, agent_identity=False), ["id_agent"], []),
    "an agent whom nobody sent": (whose(NAME, AGENT, agent_confirmed=False), [], ["agent_not_sent"]),
    "revoked": (whose(NAME, statuses=frozenset({"revoked"})), [], ["revoked"]),
    "cancelled": (whose(DAMAGED, statuses=frozenset({"cancelled"})), [], ["cancelled"]),
    "a year and a day late to renew": (whose(NAME, valid_until=date(2025, 11, 23)), [], ["expired_over_a_year"]),
    "away from home, no declaration": (whose(NAME, AWAY, health_declared=False), ["declaration"], []),
    "away from home, and not fit": (whose(NAME, AWAY, health_fit=False), [], ["not_fit"]),
    "away from home with an open violation": (whose(NAME, AWAY, open_violations=1), [], ["violations_open"]),
    "away from home with an open accident": (whose(NAME, AWAY, open_accidents=1), [], ["accidents_open"]),
    "away from home with twelve points": (whose(NAME, AWAY, full_points=True), [], ["full_points"]),
    "away from home at seventy, not tested": (whose(NAME, AWAY, age=70, ability_tested=False), [], ["ability_test"]),
    "away from home, a lorry driver with points": (whose(NAME, AWAY, classes=frozenset({"B2"}), points=True, study_hours=0), [], ["study_hours"]),
    "a bus driver of sixty-three": (whose(NAME, classes=frozenset({"A1"}), age=63), [], ["age_heavy"]),
    "a motorcyclist of seventy": (whose(NAME, classes=frozenset({"E"}), age=70), [], ["age_light"]),
}  # fmt: skip


@pytest.mark.parametrize(("given", "missing", "grounds"), REFUSALS.values(), ids=REFUSALS)
def test_refused_with_one_complete_list(given: Facts, missing: list[str], grounds: list[str]) -> None:
    assert said_of(check(given, Policy())) == (missing, grounds)


def test_enough_cases_in_balance() -> None:
    assert in_balance(GRANTS, REFUSALS)


def test_each_rule_quotes_the_order() -> None:
    assert [rule.name for rule in ALL if not stands_in_its_order(rule.says.basis)] == []


def test_each_rule_bites_in_some_case() -> None:
    some = [given for given, *_ in REFUSALS.values()]
    assert {rule.name for f in some for rule in RULES if rule.bites(f, Policy())} == {rule.name for rule in RULES}
    assert {rule.name for f in some for rule in HOLDER if rule.bites(f.holder, Ages())} == {rule.name for rule in HOLDER}


def test_no_paper_is_asked_for_that_the_catalogue_does_not_name() -> None:
    listed = {m.id for m in business("DRV-INFO").materials}
    assert {rule.says.material for rule in ALL if hasattr(rule.says, "material")} == listed


def test_thirty_days_are_a_duty_that_is_counted_and_no_ground() -> None:
    assert "三十日内" in order_articles("162")[66]
    assert [days_late(replace(NAME, changed_on=ON - timedelta(days=n)), Policy()) for n in (0, 30, 31, 400)] == [0, 0, 1, 370]
    assert days_late(NAME, Policy()) == 0, "nobody said since when"
    assert days_late(replace(NAME, changed_on=ON - timedelta(days=31)), Policy(within_days=60)) == 0
    assert check(replace(NAME, changed_on=ON - timedelta(days=31)), Policy()).grant["late"] == "1"
