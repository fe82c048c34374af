"""Release of a mortgage to the letter of order 164: grants and refusals in balance."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from yitang.processes.cases.businesses.parties import BANK, OWNER, Party
from yitang.processes.cases.businesses.release import PARTY_RULES, RULES, Facts, Policy, check
from yitang.processes.cases.tests.orders import in_balance, said_of, stands_in_its_order
from yitang.registers.catalogue.public import business

ON = date(2026, 11, 24)
GOOD = Facts(on=ON)
CO = Party("co_owner")
BY_AGENT = replace(OWNER, present=False, agent_identity=True, agent_letter=True)
SOLDIER = replace(OWNER, military=True, garrison_proof=True)
FIRM = Party("owner", organisation=True, present=False, agent_identity=True, agent_letter=True)
PERSON = Party("lender")
AWAY, NO_BANK = replace(OWNER, identity_shown=False), replace(BANK, identity_shown=False)
COURT = replace(GOOD, by_court=True, lender=NO_BANK)

ALL: list[Any] = [*PARTY_RULES, *RULES]

GRANTS = {
    "both apply": (GOOD, "0"),
    "the owner sends an agent with a letter": (replace(GOOD, owners=(BY_AGENT,)), "0"),
    "two owners, both here": (replace(GOOD, owners=(OWNER, CO)), "0"),
    "two owners, one by an agent": (replace(GOOD, owners=(OWNER, replace(CO, present=False, agent_identity=True, agent_letter=True))), "0"),
    "a firm owns it": (replace(GOOD, owners=(FIRM,)), "0"),
    "a person lent": (replace(GOOD, lender=PERSON), "0"),
    "a soldier with his unit's proof": (replace(GOOD, owners=(SOLDIER,)), "0"),
    "one of two mortgages": (replace(GOOD, standing=2), "1"),
    "a court, and the owner comes alone": (COURT, "0"),
    "a court, and one of two owners comes": (replace(COURT, owners=(OWNER, replace(CO, identity_shown=False))), "0"),
    "a court, and the lender comes alone": (replace(COURT, owners=(AWAY,), lender=BANK), "0"),
    "a court, and the owner's agent comes": (replace(COURT, owners=(BY_AGENT,)), "0"),
    "the lender's release was read over the network": (replace(GOOD, lender=NO_BANK, networked=True), "0"),
    "customs still supervise it": (replace(GOOD, statuses=frozenset({"customs"})), "0"),
    "the years of use have ended": (replace(GOOD, statuses=frozenset({"scrap"})), "0"),
    "open violations and an overdue inspection": (replace(GOOD, statuses=frozenset({"violations", "inspection_overdue"})), "0"),
    "a pledge": (replace(GOOD, statuses=frozenset({"pledged"})), "0"),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "left"), GRANTS.values(), ids=GRANTS)
def test_granted(facts: Facts, left: str) -> None:
    found = check(facts, Policy())
    assert found.clear, found.said
    assert found.grant == {"from": "2026-11-24", "left": left}


REFUSALS: dict[str, tuple[Facts, list[str], list[str]]] = {
    "the owner shows no identity": (replace(GOOD, owners=(AWAY,)), ["id_mort"], []),
    "one of two owners does not apply": (replace(GOOD, owners=(OWNER, replace(CO, identity_shown=False))), ["id_mort"], []),
    "the bank shows nothing": (replace(GOOD, lender=NO_BANK), ["id_mort"], []),
    "the bank's agent has no letter": (replace(GOOD, lender=replace(BANK, agent_letter=False)), ["id_agent"], []),
    "the bank's agent has no identity card": (replace(GOOD, lender=replace(BANK, agent_identity=False)), ["id_agent"], []),
    "the owner's agent has no letter": (replace(GOOD, owners=(replace(BY_AGENT, agent_letter=False),)), ["id_agent"], []),
    "the owner's agent has no identity card": (replace(GOOD, owners=(replace(BY_AGENT, agent_identity=False),)), ["id_agent"], []),
    "a soldier's certificate alone": (replace(GOOD, owners=(replace(SOLDIER, garrison_proof=False),)), ["id_mort"], []),
    "no certificate": (replace(GOOD, certificate_shown=False), ["regcert"], []),
    "a court, and no document of it": (replace(COURT, court_shown=False), ["court"], []),
    "a court, and no notice of assistance": (replace(COURT, court_notice=False), ["court"], []),
    "a court, and nothing but the word: one list": (
        replace(COURT, court_shown=False, court_notice=False, certificate_shown=False), ["regcert", "court", "court"], []),
    "a court's document for another vehicle": (replace(COURT, court_valid=False), [], ["court_invalid"]),
    "a court, and neither of the two comes": (replace(COURT, owners=(AWAY,)), [], ["nobody_applies"]),
    "the owner's card has expired, of the first generation": (replace(GOOD, owners=(replace(OWNER, identity_valid=False),)), [], ["identity_invalid"]),
    "the bank's licence has lapsed": (replace(GOOD, lender=replace(BANK, identity_valid=False)), [], ["identity_invalid"]),
    "a certificate that was replaced": (replace(GOOD, certificate_current=False), [], ["certificate_not_current"]),
    "the buyer who has not registered yet": (replace(GOOD, strangers=1), [], ["not_owner"]),
    "another bank": (replace(GOOD, lender_entered=False), [], ["not_lender"]),
    "nothing is mortgaged": (replace(GOOD, standing=0, entry_known=False), [], ["not_mortgaged"]),
    "two mortgages of one lender, and not said which": (replace(GOOD, standing=2, entry_known=False), [], ["which_entry"]),
    "registered elsewhere": (replace(GOOD, registered_here=False), [], ["registered_elsewhere"]),
    "sealed by a court": (replace(GOOD, statuses=frozenset({"sealed"})), [], ["sealed"]),
    "seized, even with a court's release": (replace(COURT, statuses=frozenset({"seized"})), [], ["sealed"]),
    "stolen": (replace(GOOD, statuses=frozenset({"stolen"})), [], ["stolen"]),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "missing", "grounds"), REFUSALS.values(), ids=REFUSALS)
def test_refused_with_one_complete_list(facts: Facts, missing: list[str], grounds: list[str]) -> None:
    assert said_of(check(facts, Policy())) == (missing, grounds)


def test_enough_cases_in_balance() -> None:
    assert in_balance(GRANTS, REFUSALS)


def test_each_rule_quotes_the_order() -> None:
    assert [rule.name for rule in ALL if not stands_in_its_order(rule.says.basis)] == []


def test_each_rule_bites_in_some_case() -> None:
    some = [facts for facts, *_ in REFUSALS.values()]
    of_party = {rule.name for facts in some for party in facts.applying(Policy()) for rule in PARTY_RULES if rule.bites(party)}
    assert of_party == {rule.name for rule in PARTY_RULES}
    assert {rule.name for facts in some for rule in RULES if rule.bites(facts, Policy())} == {rule.name for rule in RULES}


def test_no_paper_is_asked_for_that_the_catalogue_does_not_name() -> None:
    listed = {m.id for m in business("VEH-MORTGAGE-REL").materials}
    assert {rule.says.material for rule in ALL if hasattr(rule.says, "material")} == listed


def test_a_networked_lender_shows_papers_where_policy_says_so() -> None:
    read = replace(GOOD, lender=NO_BANK, networked=True)
    assert check(read, Policy()).clear
    assert said_of(check(read, Policy(networked_spares_lender=False))) == (["id_mort"], [])
