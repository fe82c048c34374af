"""Mortgage registration to the letter of order 164: grants and refusals in balance."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from yitang.platform.policy.public import forget, load_defaults, value
from yitang.processes.cases.businesses.mortgage import PARTY_RULES, RULES, Facts, Policy, check
from yitang.processes.cases.businesses.parties import BANK, OWNER, Party
from yitang.registers.catalogue.public import business, order_articles

ON = date(2026, 11, 24)
GOOD = Facts(on=ON)
CO = Party("co_owner")
BY_AGENT = replace(OWNER, present=False, agent_identity=True, agent_letter=True)
FIRM = Party("owner", organisation=True, present=False, agent_identity=True, agent_letter=True)
PERSON = Party("lender")

ALL: list[Any] = [*PARTY_RULES, *RULES]

GRANTS = {
    "an ordinary mortgage": (GOOD, 1),
    "the owner sends an agent with a letter": (replace(GOOD, owners=(BY_AGENT,)), 1),
    "two owners, both here": (replace(GOOD, owners=(OWNER, CO)), 1),
    "two owners, one by an agent": (replace(GOOD, owners=(OWNER, replace(CO, present=False, agent_identity=True, agent_letter=True))), 1),
    "three owners": (replace(GOOD, owners=(OWNER, CO, CO)), 1),
    "a firm owns it": (replace(GOOD, owners=(FIRM,)), 1),
    "a person lends": (replace(GOOD, lender=PERSON), 1),
    "a person lends and sends an agent": (replace(GOOD, lender=replace(PERSON, present=False, agent_identity=True, agent_letter=True)), 1),
    "a firm owns it and a person lends": (replace(GOOD, owners=(FIRM,), lender=PERSON), 1),
    "a networked lender needs no contract": (replace(GOOD, contract_shown=False, contract_networked=True), 1),
    "a networked lender whose paper is unsigned": (replace(GOOD, contract_signed=False, contract_networked=True), 1),
    "a second mortgage stands after the first": (replace(GOOD, standing=1), 2),
    "a third": (replace(GOOD, standing=2), 3),
    "a second one where the first forbids nothing": (replace(GOOD, owners=(OWNER, CO), standing=1), 2),
    "the first one where no second is taken": (GOOD, 1),
    "within a year of the end of its years": (replace(GOOD, scrap_on=ON + timedelta(days=200)), 1),
    "the day before the end of its years": (replace(GOOD, scrap_on=ON + timedelta(days=1)), 1),
    "customs agreed": (replace(GOOD, under_customs=True, customs_agreed=True), 1),
    "an overdue inspection": (replace(GOOD, statuses=frozenset({"inspection_overdue"})), 1),
    "open violations": (replace(GOOD, statuses=frozenset({"violations"})), 1),
    "a soldier's certificate with his unit's proof": (replace(GOOD, owners=(replace(OWNER, military=True, garrison_proof=True),)), 1),
    "a pledge": (replace(GOOD, statuses=frozenset({"pledged"})), 1),
    "a file that differs from the vehicle": (replace(GOOD, statuses=frozenset({"file_differs"})), 1),
}  # fmt: skip
NOT_SECOND = {"the first one where no second is taken"}


@pytest.mark.parametrize(("name", "facts", "rank"), [(n, f, r) for n, (f, r) in GRANTS.items()], ids=GRANTS)
def test_granted(name: str, facts: Facts, rank: int) -> None:
    found = check(facts, Policy(second_allowed=name not in NOT_SECOND))
    assert found.clear, found.said
    assert found.grant == {"rank": str(rank), "from": "2026-11-24"}


NOBODY = replace(BANK, agent_identity=False, agent_letter=False)
REFUSALS = {
    "the owner shows no identity": (replace(GOOD, owners=(replace(OWNER, identity_shown=False),)), ["id_mort"], []),
    "one of two owners does not apply": (replace(GOOD, owners=(OWNER, replace(CO, identity_shown=False))), ["id_mort"], []),
    "the bank shows no licence": (replace(GOOD, lender=replace(BANK, identity_shown=False)), ["id_mort"], []),
    "the bank's licence has lapsed": (replace(GOOD, lender=replace(BANK, identity_valid=False)), ["id_mort"], []),
    "the bank's agent has no letter": (replace(GOOD, lender=replace(BANK, agent_letter=False)), ["id_agent"], []),
    "the bank's agent has no identity card": (replace(GOOD, lender=replace(BANK, agent_identity=False)), ["id_agent"], []),
    "the owner's agent has no letter": (replace(GOOD, owners=(replace(BY_AGENT, agent_letter=False),)), ["id_agent"], []),
    "the owner's agent has no identity card": (replace(GOOD, owners=(replace(BY_AGENT, agent_identity=False),)), ["id_agent"], []),
    "a soldier's certificate alone": (replace(GOOD, owners=(replace(OWNER, military=True),)), ["id_mort"], []),
    "no certificate": (replace(GOOD, certificate_shown=False), ["regcert"], []),
    "no contract": (replace(GOOD, contract_shown=False), ["mcontract"], []),
    "an agent with nothing at all: one list": (
        replace(GOOD, lender=replace(NOBODY, identity_shown=False), certificate_shown=False, contract_shown=False),
        ["id_mort", "id_agent", "id_agent", "regcert", "mcontract"], []),
    "the owner's card has expired": (replace(GOOD, owners=(replace(OWNER, identity_valid=False),)), [], ["identity_invalid"]),
    "a certificate that was replaced": (replace(GOOD, certificate_current=False), [], ["certificate_not_current"]),
    "an unsigned contract": (replace(GOOD, contract_signed=False), [], ["contract_invalid"]),
    "a contract for another vehicle": (replace(GOOD, contract_names_vehicle=False), [], ["contract_other_vehicle"]),
    "a contract between others": (replace(GOOD, contract_names_parties=False), [], ["contract_other_parties"]),
    "the buyer who has not registered yet": (replace(GOOD, strangers=1), [], ["not_owner"]),
    "the owner as his own lender": (replace(GOOD, lender=PERSON, lender_is_owner=True), [], ["lender_is_owner"]),
    "registered elsewhere": (replace(GOOD, registered_here=False), [], ["registered_elsewhere"]),
    "deregistered": (replace(GOOD, statuses=frozenset({"cancelled"})), [], ["cancelled"]),
    "on the last day of its years": (replace(GOOD, scrap_on=ON), [], ["scrap"]),
    "sealed by a court": (replace(GOOD, statuses=frozenset({"sealed"})), [], ["sealed"]),
    "seized by an authority": (replace(GOOD, statuses=frozenset({"seized"})), [], ["sealed"]),
    "stolen": (replace(GOOD, statuses=frozenset({"stolen"})), [], ["stolen"]),
    "under customs": (replace(GOOD, under_customs=True), [], ["customs"]),
    "sealed, and the agent without a letter: one list": (
        replace(GOOD, lender=replace(BANK, agent_letter=False), statuses=frozenset({"sealed"})), ["id_agent"], ["sealed"]),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "missing", "grounds"), REFUSALS.values(), ids=REFUSALS)
def test_refused_with_one_complete_list(facts: Facts, missing: list[str], grounds: list[str]) -> None:
    found = check(facts, Policy())
    assert [m.material for m in found.missing] == missing
    assert [g.code for g in found.grounds] == grounds
    for said in found.said:
        assert all((said.zh, said.en, said.cure_zh, said.cure_en))


def test_a_second_mortgage_is_refused_only_where_policy_says_so() -> None:
    again = replace(GOOD, standing=1)
    assert check(again, Policy(second_allowed=True)).clear
    assert [g.code for g in check(again, Policy(second_allowed=False)).grounds] == ["already_mortgaged"]


def test_at_least_forty_cases_in_balance() -> None:
    assert len(GRANTS) + len(REFUSALS) >= 40
    assert 0.45 <= len(GRANTS) / (len(GRANTS) + len(REFUSALS)) <= 0.55


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_each_rule_quotes_the_order_or_names_its_policy(rule, db: None) -> None:  # type: ignore[no-untyped-def]
    basis = rule.says.basis
    if basis.article.startswith("policy "):
        load_defaults()
        forget()
        assert value(basis.article.removeprefix("policy ")) is not None
        return
    order, article = basis.article.split(" Art.")
    assert basis.quote in order_articles(order[1:])[int(article.split("(")[0])].replace("\n", "")


def test_grounds_of_articles_15_and_29_are_those_that_article_36_names() -> None:
    named = {"15(1)": "第十五条第一项", "15(7)": "第七项", "15(8)": "第八项", "15(9)": "第九项", "29(2)": "第二十九条第二项"}
    text = order_articles("164")[36].split("不予办理抵押登记")[0]
    used = {rule.says.basis.article.split("Art.")[1] for rule in ALL if "(" in rule.says.basis.article}
    assert used == set(named)
    assert all(words in text for words in named.values())


def test_each_rule_bites_in_some_case() -> None:
    some = [facts for facts, *_ in REFUSALS.values()]
    of_party = {rule.name for facts in some for party in (*facts.owners, facts.lender) for rule in PARTY_RULES if rule.bites(party)}
    assert of_party == {rule.name for rule in PARTY_RULES}
    asked = [*[(f, Policy()) for f in some], (replace(GOOD, standing=1), Policy(second_allowed=False))]
    assert {rule.name for facts, policy in asked for rule in RULES if rule.bites(facts, policy)} == {rule.name for rule in RULES}


def test_no_paper_is_asked_for_that_the_catalogue_does_not_name() -> None:
    listed = {m.id for m in business("VEH-MORTGAGE").materials}
    assert {rule.says.material for rule in ALL if hasattr(rule.says, "material")} == listed
